import { forgetFirst } from '../forget-first.ts';

/** A thing that was seen being made, whatever it is called. */
export interface Thing {
  readonly key: string;
}

interface Made extends Thing {
  /** What it was made within; null where that is too much to follow up. */
  parents: Made[] | null;
  /** The other things that contain what is within it; null where there are too many to follow. */
  affected: Set<Made> | null;
  /** Something was put into it whose creation was not seen. */
  hasUnknown: boolean;
}

/** What has more above it depends on everything. */
const ancestorsMax = 16;

/** A removal that affects more than these depends on everything. */
const affectedMax = 16;

/** Numbered alike; more things than there are kinds of things in most services. */
const namesakesMax = 16;

/** Identities remembered. */
const identitiesMax = 100_000;

const none: readonly Thing[] = [];
/** Shared by most things; never changed. */
const noneAffected = new Set<Made>();

/**
 * Remembers what was seen being made, and within what: what changes a thing may be felt by all that
 * is within it (a team's budget by its keys), and what is done to a thing by all that it is within
 * (a call by its team's spend).
 *
 * What was made first is forgotten first, so that nothing is remembered longer than what is in it.
 */
export class Lineage {
  readonly #identitiesMax: number;
  readonly #made = new Map<string, readonly Made[]>();
  #things = 0;

  constructor(max = identitiesMax) {
    this.#identitiesMax = max;
  }

  /**
   * All things that are called this: rows of different tables may have one number. Empty where
   * nobody saw it being made, or that was too long ago.
   */
  of(identity: string): readonly Thing[] {
    return this.#made.get(identity) ?? none;
  }

  /** All that a thing is within, in no particular order; null where that is too much to follow up. */
  ancestorsOf(thing: Thing): readonly Thing[] | null {
    const found = ancestors(thing as Made);
    return found === null ? null : [...found];
  }

  /**
   * The things that may show what is removed with a thing, as the page of somebody who commented on an
   * article; null where there are too many to follow.
   */
  affectedByRemoval(thing: Thing): readonly Thing[] | null {
    const { affected } = thing as Made;
    return affected === null ? null : [...affected];
  }

  /**
   * A thing was made, and is called all these.
   *
   * @param within identities of what it was made within
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

  /** Things are from now on within these as well, as a key that is given to another team. */
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

  /** Whether its creation was seen, and that of all that was put into it. */
  isKnown(identity: string): boolean {
    const made = this.#made.get(identity);
    return made !== undefined && made.every(({ hasUnknown }) => !hasUnknown);
  }

  /** Something unknown was put into it: from now on, requests about it depend on everything. */
  noteUnknownWithin(identity: string): void {
    for (const made of this.#made.get(identity) ?? []) made.hasUnknown = true;
  }

  #name(made: Made, identity: string): void {
    const namesakes = this.#made.get(identity) ?? [];
    // Whichever of so many is meant, it may be within anything.
    if (namesakes.length === namesakesMax) made.parents = null;
    this.#made.set(identity, [...namesakes.slice(1 - namesakesMax), made]);
  }

  /** A chain of any length, as of messages each in reply to another, must not be held on to. */
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
