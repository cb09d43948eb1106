import { forgetFirst } from '../forget-first.ts';

/** A thing whose creation was seen, under any of its names. */
export interface Thing {
  readonly key: string;
}

interface Made extends Thing {
  /** The things that contain it; null if there are too many to follow. */
  parents: Made[] | null;
  /** The other things that contain what is within it; null if there are too many to follow. */
  affected: Set<Made> | null;
  /** A thing whose creation was not seen was put into it. */
  hasUnknown: boolean;
}

/** A thing within more things than this depends on everything. */
const ancestorsMax = 16;

/** A removal that affects more than these depends on everything. */
const affectedMax = 16;

/** The number of things with one number; most services have fewer kinds of things. */
const namesakesMax = 16;

/** The number of identities to remember. */
const identitiesMax = 100_000;

const none: readonly Thing[] = [];
/** Shared by most things; never changed. */
const noneAffected = new Set<Made>();

/**
 * Remembers which things were made, and what contains them. A change of a thing may affect everything within
 * it (a team's budget and its keys), and an action on a thing everything that contains it (a call and its
 * team's spend).
 *
 * The oldest things are forgotten first, so a container is not remembered longer than its content.
 */
export class Lineage {
  readonly #identitiesMax: number;
  readonly #made = new Map<string, readonly Made[]>();
  #things = 0;

  constructor(max = identitiesMax) {
    this.#identitiesMax = max;
  }

  /**
   * All things with this identity: rows of different tables may have the same number. Empty if their creation
   * was not seen, or is too long ago.
   */
  of(identity: string): readonly Thing[] {
    return this.#made.get(identity) ?? none;
  }

  /** All things that contain a thing, in no particular order; null if there are too many to follow. */
  ancestorsOf(thing: Thing): readonly Thing[] | null {
    const found = ancestors(thing as Made);
    return found === null ? null : [...found];
  }

  /**
   * The things that may show what is removed with a thing, as the page of somebody who commented on an
   * article; null if there are too many to follow.
   */
  affectedByRemoval(thing: Thing): readonly Thing[] | null {
    const { affected } = thing as Made;
    return affected === null ? null : [...affected];
  }

  /**
   * Adds a new thing with all its identities.
   *
   * @param within identities of the things that contain it
   */
  add(identities: readonly string[], within: readonly string[]): void {
    const parents = within.flatMap((identity) => this.#made.get(identity) ?? []);
    this.#things += 1;
    const key = `thing ${this.#things}`;
    const made: Made = { key, parents, affected: noneAffected, hasUnknown: false };
    this.#cutIfCrowded(made);
    noteAffected(made);
    for (const identity of identities) this.#name(made, identity);
    forgetFirst(this.#made, this.#identitiesMax);
  }

  /** Puts things into further containers, such as a key that is given to another team. */
  moveInto(identity: string, within: readonly string[]): void {
    const parents = within.flatMap((other) => this.#made.get(other) ?? []);
    for (const made of this.#made.get(identity) ?? []) {
      if (made.parents === null) continue;
      const more = parents.filter((parent) => parent !== made && !made.parents?.includes(parent));
      made.parents.push(...more);
      this.#cutIfCrowded(made);
      noteAffected(made);
    }
  }

  /** Whether its creation was seen, and that of everything that was put into it. */
  isKnown(identity: string): boolean {
    const made = this.#made.get(identity);
    return made !== undefined && made.every(({ hasUnknown }) => !hasUnknown);
  }

  /** Notes that something unknown was put into it: from now on, requests about it depend on everything. */
  noteUnknownWithin(identity: string): void {
    for (const made of this.#made.get(identity) ?? []) made.hasUnknown = true;
  }

  #name(made: Made, identity: string): void {
    const namesakes = this.#made.get(identity) ?? [];
    // Any of so many may be meant, so it may be within anything.
    if (namesakes.length === namesakesMax) made.parents = null;
    this.#made.set(identity, [...namesakes.slice(1 - namesakesMax), made]);
  }

  /** Cuts long chains, such as messages each in reply to another, so that memory stays bounded. */
  #cutIfCrowded(made: Made): void {
    if (this.ancestorsOf(made) === null) made.parents = null;
  }
}

/** Records that the things that contain this one affect each other when one of them is removed. */
function noteAffected(made: Made): void {
  const above = made.parents === null ? null : ancestors(made);
  if (above === null || above.size < 2) return;
  for (const one of above) {
    const own = ancestors(one);
    for (const other of above) {
      if (other === one || own?.has(other) === true || one.affected === null) continue;
      if (one.affected === noneAffected) one.affected = new Set();
      one.affected.add(other);
      if (one.affected.size > affectedMax) one.affected = null;
    }
  }
}

function ancestors(made: Made): ReadonlySet<Made> | null {
  const found = new Set<Made>();
  const from: Made[] = [made];
  for (let next = from.pop(); next !== undefined; next = from.pop()) {
    if (next.parents === null) return null;
    for (const parent of next.parents) {
      if (parent === made || found.has(parent)) continue;
      if (found.size === ancestorsMax) return null;
      found.add(parent);
      from.push(parent);
    }
  }
  return found;
}
