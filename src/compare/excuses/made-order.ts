import type { MadeThing } from '../../vocabulary/excuses.ts';
import { skewBetween } from '../../vocabulary/tap-lane.ts';

/** An element that both lists have. */
export interface OrderedElement {
  /** Its position in the candidate's list. */
  readonly candidateAt: number;
  /** Null if the time of its creation is unknown. */
  readonly made: MadeThing | null;
}

/** The number of displaced elements that are compared with each other, which is quadratic. */
const displacedMax = 2000;

/**
 * Why the candidate lists elements in another order than primary.
 *
 * @param elements in primary's order
 * @returns `raced` if every two elements whose order differs were made at the same time
 */
export function judgeOrder(elements: readonly OrderedElement[]): 'kept' | 'raced' | 'different' {
  const displaced = displacedOf(elements);
  if (displaced.length === 0) return 'kept';
  if (displaced.length > displacedMax) return 'different';
  for (const [at, later] of displaced.entries()) {
    if (later.made === null) return 'different';
    for (const earlier of displaced.slice(0, at)) {
      if (earlier.candidateAt < later.candidateAt) continue;
      if (earlier.made === null || !overlap(earlier.made, later.made)) return 'different';
    }
  }
  return 'raced';
}

/** Elements that come before earlier ones of primary, or after later ones. */
function displacedOf(elements: readonly OrderedElement[]): readonly OrderedElement[] {
  const isDisplaced = new Uint8Array(elements.length);
  let highest = -1;
  for (const [at, { candidateAt }] of elements.entries()) {
    if (candidateAt < highest) isDisplaced[at] = 1;
    highest = Math.max(highest, candidateAt);
  }
  let lowest = Number.POSITIVE_INFINITY;
  for (let at = elements.length - 1; at >= 0; at -= 1) {
    const candidateAt = elements[at]?.candidateAt ?? 0;
    if (candidateAt > lowest) isDisplaced[at] = 1;
    lowest = Math.min(lowest, candidateAt);
  }
  return elements.filter((_, at) => isDisplaced[at] === 1);
}

/** If one ends when the other starts, it came first. */
function overlap(a: MadeThing, b: MadeThing): boolean {
  const slackMs = skewBetween(a.sequence, b.sequence, a.skewMs ?? 0);
  return a.startedAt < b.endedAt + slackMs && b.startedAt < a.endedAt + slackMs;
}

/**
 * Whether the elements of a list are in the order of these times, or in the reverse order. Unknown times
 * are ignored. If two times overlap, either element may come first.
 */
export function isInOrderOf(times: readonly (MadeThing | null)[]): boolean {
  const known = times.filter((time) => time !== null);
  return mayRise(known) || mayRise(known.toReversed());
}

function mayRise(times: readonly MadeThing[]): boolean {
  let latest = Number.NEGATIVE_INFINITY;
  for (const { startedAt, endedAt, skewMs = 0 } of times) {
    if (endedAt + skewMs <= latest) return false;
    latest = Math.max(latest, startedAt);
  }
  return true;
}
