import { randomBytes } from 'node:crypto';
import { nothing, type WalkRules } from '../../rules/effects.ts';
import type { RuleState } from '../../rules/rule-state.ts';

/** Random, so that no body can be made whose elements all have one hash. */
const seed = randomBytes(4).readInt32LE();

/** Elements that differ only further down have equal hashes, and the walk then finds that they differ. */
const depthMax = 32;

export interface HashStyle {
  readonly rules: WalkRules | null;
  /** The side of these elements: rules may match them by the content of one document only. */
  readonly side: 'primary' | 'candidate';
  /** Whether all values that a tolerance applies to have equal hashes: a tolerance needs two values. */
  readonly tolerant: boolean;
  /** Called with the number of visited values; returns whether to go on. */
  readonly spend: (values: number) => boolean;
}

/** 32 bits of a value's meaning, without the order of keys and without anything that rules exclude. */
export type Hasher = (value: unknown, state: RuleState | null) => number;

export function createHasher({ rules, side, tolerant, spend }: HashStyle): Hasher {
  function hash(value: unknown, state: RuleState | null, depth: number): number {
    let shown = value;
    let isSet = false;
    if (rules !== null && state?.matched === true) {
      const effects = rules.effectsOf(state);
      if (effects.ignoredBy.length > 0) return hashOfNothing;
      shown = effects.standIn(value, tolerant, rules.cost);
      if (shown === nothing) return hashOfNothing;
      if (shown !== value && typeof shown === 'object') return mix(hashOfToken, depth);
      isSet = effects.unordered !== null;
    }
    if (typeof shown === 'string') return hashText(shown, hashOfString);
    if (typeof shown === 'number') return hashNumber(shown);
    if (typeof shown !== 'object' || shown === null) return hashText(String(shown), hashOfWord);
    if (depth === depthMax) return mix(hashOfToken, Array.isArray(shown) ? 1 : 2);
    return Array.isArray(shown)
      ? hashArray(shown, state, depth + 1, isSet)
      : hashObject(shown as Readonly<Record<string, unknown>>, state, depth + 1);
  }

  function childState(state: RuleState | null, step: string | number): RuleState | null {
    if (state === null) return null;
    return side === 'primary' ? state.child(step, null) : state.child(null, step);
  }

  function hashArray(
    elements: readonly unknown[],
    state: RuleState | null,
    depth: number,
    isSet: boolean,
  ): number {
    if (!spend(elements.length)) return hashOfArray;
    let sum = hashOfArray;
    for (let i = 0; i < elements.length; i += 1) {
      const element = hash(elements[i], childState(state, i), depth);
      sum = isSet ? (sum + mix(hashOfArray, element)) | 0 : mix(sum, element);
    }
    return mix(sum, elements.length);
  }

  function hashObject(
    members: Readonly<Record<string, unknown>>,
    state: RuleState | null,
    depth: number,
  ): number {
    let count = 0;
    let sum = hashOfObject;
    for (const key in members) {
      count += 1;
      const member = hash(members[key], childState(state, key), depth);
      if (member !== hashOfNothing) sum = (sum + mix(hashText(key, hashOfString), member)) | 0;
    }
    return spend(count) ? mix(sum, hashOfObject) : hashOfObject;
  }

  return (value, state) => hash(value, state, 0);
}

const hashOfString = mix(seed, 1);
const hashOfWord = mix(seed, 2);
const hashOfArray = mix(seed, 3);
const hashOfObject = mix(seed, 4);
const hashOfToken = mix(seed, 5);
const hashOfNothing = mix(seed, 6);

/** Of a longer string, both ends and samples of the middle: values with equal hashes are compared in full. */
const wholeChars = 256;
const sampledChars = 128;

function hashText(text: string, start: number = hashOfString): number {
  const length = text.length;
  let sum = mix(start, length);
  if (length <= wholeChars) {
    for (let i = 0; i < length; i += 1) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  } else {
    const stride = length / sampledChars;
    for (let i = 0; i < sampledChars; i += 1) {
      sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
      sum = Math.imul(sum ^ text.charCodeAt(length - 1 - i), 0x01000193);
      sum = Math.imul(sum ^ text.charCodeAt(Math.floor(i * stride)), 0x01000193);
    }
  }
  return mix(sum, length);
}

const number = new Float64Array(1);
const numberBits = new Int32Array(number.buffer);

function hashNumber(value: number): number {
  number[0] = value + 0; // Minus zero is zero.
  return mix(mix(seed, numberBits[0] ?? 0), numberBits[1] ?? 0);
}

/** The mixing step of MurmurHash3, by Austin Appleby (public domain). */
function mix(sum: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = sum ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}
