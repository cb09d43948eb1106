import type { RuleState, Step } from '../rules/rule-state.ts';
import { type Pairing, unpaired } from './align/pairing.ts';
import { type Container, ownValue } from '../../vocabulary/own-value.ts';

/** Two arrays or two objects that are being compared, and the progress so far. */
export interface Frame {
  primary: Container;
  candidate: Container;
  rules: RuleState | null;
  /** Primary's keys, followed by those that only the candidate has; null for arrays. */
  keys: readonly string[] | null;
  /** How the elements of arrays are paired; null if by position. */
  pairing: Pairing | null;
  /** The order of elements is a difference that has not been reported yet. */
  ordersDiffer: boolean;
  /** The number of keys, indexes or pairs to visit. */
  length: number;
  /** The candidate's keys that were not found among primary's yet. */
  unmet: number;
  next: number;
  /** Children visited since the last count. */
  looked: number;
  /** The child at which {@link toNextChild} stopped, and its step in the candidate. */
  step: Step;
  candidateStep: Step;
  left: unknown;
  right: unknown;
  inner: RuleState | null;
}

const empty: Container = {};

export function createFrame(): Frame {
  return {
    primary: empty,
    candidate: empty,
    rules: null,
    keys: null,
    pairing: null,
    ordersDiffer: false,
    length: 0,
    unmet: 0,
    next: 0,
    looked: 0,
    step: 0,
    candidateStep: 0,
    left: undefined,
    right: undefined,
    inner: null,
  };
}

/** Frames are reused, one for each depth: there may be as many containers as values. */
export function openFrame(
  frame: Frame,
  primary: Container,
  candidate: Container,
  rules: RuleState | null,
): void {
  frame.primary = primary;
  frame.candidate = candidate;
  frame.rules = rules;
  frame.pairing = null;
  frame.ordersDiffer = false;
  frame.next = 0;
  if (Array.isArray(primary)) {
    frame.keys = null;
    frame.length = Math.max(primary.length, Number(candidate.length));
    frame.unmet = 0;
  } else {
    frame.keys = Object.keys(primary);
    frame.length = frame.keys.length;
    frame.unmet = Object.keys(candidate).length;
  }
}

/** From now on, the elements are visited in these pairs. */
export function followPairing(frame: Frame, pairing: Pairing, next: number): void {
  frame.pairing = pairing;
  frame.ordersDiffer = pairing.order.kind !== 'kept';
  frame.length = pairing.from.length;
  frame.next = next;
}

/** Skips children that are equal; returns false at the end of the frame. */
export function toNextChild(frame: Frame): boolean {
  if (frame.pairing !== null) return toNextPair(frame, frame.pairing);
  const { primary, candidate, rules } = frame;
  for (;;) {
    if (frame.next === frame.length && !addCandidateKeys(frame)) return false;
    const step = frame.keys === null ? frame.next : (frame.keys[frame.next] ?? '');
    const left = ownValue(primary, step);
    const right = ownValue(candidate, step);
    frame.next += 1;
    frame.looked += 1;
    if (right !== undefined) frame.unmet -= 1;
    if (left === right) continue;
    frame.step = step;
    frame.candidateStep = step;
    frame.left = left;
    frame.right = right;
    frame.inner = rules === null ? null : rules.child(step);
    return true;
  }
}

/** Called only after primary's keys, and only if they did not account for all of the candidate's. */
function addCandidateKeys(frame: Frame): boolean {
  if (frame.keys === null || frame.unmet <= 0) return false;
  frame.keys = Object.keys(frame.candidate).filter(
    (key) => ownValue(frame.primary, key) === undefined,
  );
  frame.next = 0;
  frame.length = frame.keys.length;
  frame.unmet = 0;
  return frame.length > 0;
}

function toNextPair(frame: Frame, { from, to }: Pairing): boolean {
  const { primary, candidate, rules } = frame;
  while (frame.next < frame.length) {
    const index = from[frame.next] ?? unpaired;
    const candidateIndex = to[frame.next] ?? unpaired;
    const left = index === unpaired ? undefined : primary[index];
    const right = candidateIndex === unpaired ? undefined : candidate[candidateIndex];
    frame.next += 1;
    frame.looked += 1;
    if (left === right) continue;
    frame.step = index === unpaired ? candidateIndex : index;
    frame.candidateStep = candidateIndex === unpaired ? index : candidateIndex;
    frame.left = left;
    frame.right = right;
    frame.inner =
      rules?.child(
        index === unpaired ? null : index,
        candidateIndex === unpaired ? null : candidateIndex,
      ) ?? null;
    return true;
  }
  return false;
}

/** An element that only the candidate has, followed by others that both have. */
export function isInserted({ pairing, next, left }: Frame): boolean {
  return pairing !== null && left === undefined && next <= pairing.tailAt;
}
