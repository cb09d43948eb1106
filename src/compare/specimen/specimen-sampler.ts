import type { NamedField } from '../../vocabulary/difference.ts';
import { fieldKey } from '../../vocabulary/evidence.ts';

/** The class of mismatches that a mismatch is an example of. */
export interface Mismatch {
  readonly route: string;
  readonly candidateVersion: string;
  /** How the candidate failed to answer; empty if it answered. */
  readonly failure: string;
  readonly differences: readonly NamedField[];
}

/** The first examples of anything are all kept. */
const firstKept = 10;

/** After that, at least this often, so that the examples stay current. */
const freshEveryMs = 60_000;

/** The least recently seen are forgotten, so that new fields cannot make the process grow without bound. */
const classesMax = 10_000;
const classesPerMismatch = 20;

/**
 * Specimens cost far more than comparisons, so that a flood of new kinds of mismatches must not cause a flood
 * of specimens.
 */
const perSecondMax = 50;

interface Class {
  seen: number;
  keptAtMs: number;
}

/**
 * Decides which mismatches are kept as specimens: by route, version and field the first ten, then the n-th
 * with a probability of 10 / n, as reservoir sampling does (Vitter's algorithm R, ACM TOMS 11:1, 1985), and
 * one a minute. So frequent differences never displace a rare one.
 *
 * @param now milliseconds
 * @param random in [0, 1)
 */
export function createSpecimenSampler(
  now: () => number,
  random: () => number,
): (mismatch: Mismatch) => boolean {
  const classes = new Map<string, Class>();
  let secondStartedAt = Number.NEGATIVE_INFINITY;
  let keptInSecond = 0;

  function see(key: string): Class {
    const known = classes.get(key) ?? { seen: 0, keptAtMs: Number.NEGATIVE_INFINITY };
    classes.delete(key);
    classes.set(key, known);
    if (classes.size > classesMax) classes.delete(classes.keys().next().value ?? '');
    known.seen += 1;
    return known;
  }

  function isWanted({ seen, keptAtMs }: Class, nowMs: number): boolean {
    return seen <= firstKept || nowMs - keptAtMs >= freshEveryMs || random() < firstKept / seen;
  }

  function hasRoom(nowMs: number): boolean {
    if (nowMs - secondStartedAt >= 1000) {
      secondStartedAt = nowMs;
      keptInSecond = 0;
    }
    return keptInSecond < perSecondMax;
  }

  return (mismatch) => {
    const nowMs = now();
    const seen = keysOf(mismatch).map(see);
    if (!seen.some((one) => isWanted(one, nowMs)) || !hasRoom(nowMs)) return false;
    keptInSecond += 1;
    for (const one of seen) one.keptAtMs = nowMs;
    return true;
  };
}

function keysOf({ route, candidateVersion, failure, differences }: Mismatch): string[] {
  const fields = differences.length === 0 ? [failure] : differences.map(fieldKey);
  const distinct = [...new Set(fields)].slice(0, classesPerMismatch);
  return distinct.map((field) => `${candidateVersion}\n${route}\n${field}`);
}
