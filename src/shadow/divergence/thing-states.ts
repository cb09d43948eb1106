import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import { forgetFirst } from '../forget-first.ts';
import type { FoundThing } from './found-things.ts';

const thingsMax = 10_000;
const statesMax = 3;
/** A larger object is a document of its own, which lists do not contain. */
const membersMax = 64;
const textCharsMax = 512;

/**
 * Remembers the states that primary last showed of each thing, to check a candidate that missed a write: it
 * must show a state that primary showed before.
 */
export class ThingStates {
  readonly #states = new Map<string, ShownStates>();

  /**
   * The latest states that primary showed, the newest last: answers that overlapped may come in any order.
   */
  of(keys: readonly string[]): readonly Members[] {
    return this.#of(keys)?.states ?? none;
  }

  /** The exchange in which primary last showed the complete latest state. */
  shownAt(keys: readonly string[]): ShownAt | undefined {
    return this.#of(keys)?.at;
  }

  /** Notes the things that an answer of primary's shows. @param at the exchange */
  see(things: readonly FoundThing[], at: ShownAt): void {
    for (const { names, members } of things) {
      if (members === null) continue;
      const keys = names.map(({ key }) => key);
      const known = this.#of(keys);
      const last = known?.states.at(-1);
      const state = stateOf(members);
      if (known !== undefined && last !== undefined && saysSame(last, members)) {
        // A partial answer says nothing about the other members.
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

/** Leaves out long texts: a state is kept long, and sent with each pair that shows the thing. */
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
    // It contains a bigint, or is nested too deeply.
    return false;
  }
}

/** Whether a state contains everything that an answer shows of the thing, with equal values. */
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
