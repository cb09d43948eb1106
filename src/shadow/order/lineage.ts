import { forgetFirst } from '../forget-first.ts';

/** A thing that was seen being made, whatever it is called. */
export interface Thing {
  readonly key: string;
}

interface Made extends Thing {
  /** What it was made within; null where that is too much to follow up. */
  parents: Made[] | null;
}

/** What has more above it depends on everything. */
const ancestorsMax = 16;

/** Numbered alike; more things than there are kinds of things in most services. */
const namesakesMax = 16;

/** Identities remembered. */
const identitiesMax = 100_000;

const none: readonly Thing[] = [];

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
    const found = new Set<Made>();
    const from: Made[] = [thing as Made];
    for (let made = from.pop(); made !== undefined; made = from.pop()) {
      if (made.parents === null) return null;
      for (const parent of made.parents) {
        if (parent === thing || found.has(parent)) continue;
        if (found.size === ancestorsMax) return null;
        found.add(parent);
        from.push(parent);
      }
    }
    return [...found];
  }

  /**
   * A thing was made, and is called all these.
   *
   * @param within identities of what it was made within
   */
  add(identities: readonly string[], within: readonly string[]): void {
    const parents = within.flatMap((identity) => this.#made.get(identity) ?? []);
    this.#things += 1;
    const made: Made = { key: `thing ${this.#things}`, parents };
    this.#cutIfCrowded(made);
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
    }
  }

  /** From now on it counts as one that nobody saw being made. */
  forget(identity: string): void {
    this.#made.delete(identity);
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
