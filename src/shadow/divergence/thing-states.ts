import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import { forgetFirst } from '../forget-first.ts';
import type { FoundThing } from './found-things.ts';

const thingsMax = 10_000;
const statesMax = 3;
/** Larger objects are documents of their own, which nobody lists. */
const membersMax = 64;
const textCharsMax = 512;

/**
 * Remembers what primary last showed of each thing, so that a candidate that missed a write can be
 * held to it: what it shows must be what primary showed before.
 */
export class ThingStates {
  readonly #states = new Map<string, ShownStates>();

  /** What primary showed lately, the latest last: answers that overlapped may come in any order. */
  of(keys: readonly string[]): readonly Members[] {
    return this.#of(keys)?.states ?? none;
  }

  /** The exchange in which primary last showed all of the latest state. */
  shownAt(keys: readonly string[]): ShownAt | undefined {
    return this.#of(keys)?.at;
  }

  /** An answer of primary's shows these. @param at the exchange */
  see(things: readonly FoundThing[], at: ShownAt): void {
    for (const { names, members } of things) {
      if (members === null) continue;
      const keys = names.map(({ key }) => key);
      const known = this.#of(keys);
      const last = known?.states.at(-1);
      const state = stateOf(members);
      if (known !== undefined && last !== undefined && saysSame(last, members)) {
        // An answer that shows only a part says nothing about the rest.
        if (state !== null && saysSame(state, last)) this.#renew(keys, { ...known, at });
        continue;
      }
      if (state === null) continue;
      const states = [...(known?.states ?? none), state].slice(-statesMax);
      for (const key of keys) this.#states.delete(key);
      for (const key of keys) this.#states.set(key, { states, at });
    }
    forgetFirst(this.#states, thingsMax);
  }

  #renew(keys: readonly string[], shown: ShownStates): void {
    for (const key of keys) if (this.#states.has(key)) this.#states.set(key, shown);
  }

  #of(keys: readonly string[]): ShownStates | undefined {
    return keys.map((key) => this.#states.get(key)).find((known) => known !== undefined);
  }
}

/** An exchange that shows a thing; in milliseconds on the live thread's clock. */
export interface ShownAt {
  readonly sequence: number;
  readonly startedAt: number;
}

interface ShownStates {
  readonly states: readonly Members[];
  readonly at: ShownAt;
}

const none: readonly Members[] = [];

/** Without long texts: a state is kept long, and goes with each pair that shows the thing. */
export function stateOf(members: Members): Members | null {
  const entries = Object.entries(members);
  if (entries.length > membersMax) return null;
  return Object.fromEntries(entries.filter(([, value]) => isShort(value)));
}

function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= textCharsMax;
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint';
  return nestedFits(value);
}

function nestedFits(value: object): boolean {
  try {
    return JSON.stringify(value).length <= textCharsMax;
  } catch {
    // A bigint in it, or nested too deep.
    return false;
  }
}

/** Whether a state says all that an answer shows of the thing, in the same values. */
export function saysSame(state: Members, members: Members): boolean {
  for (const name in members) {
    const value = members[name];
    if (!isSameValue(state[name], value) && isShort(value)) return false;
  }
  return true;
}

function isSameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, at) => isSameValue(value, other[at]));
  }
  if (!isMembers(one) || !isMembers(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => isSameValue(one[name], other[name]))
  );
}
