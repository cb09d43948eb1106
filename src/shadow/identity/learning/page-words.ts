import { readIsoTime } from '../../../vocabulary/written-time.ts';
import { isUnmistakable } from '../recognizing/id-values.ts';

const charsMax = 200_000;

/** Runs of what identities are written in: `&`, `;`, quotes and brackets end them. */
const words = /[A-Za-z0-9_.~%+=:|@-]+/g;

/** Of an HTTP date, which blanks divide. */
const clock = /^\d\d:\d\d:\d\d$/;

/**
 * What corresponds in two texts that are the same, word for word, but for identities that cannot be
 * mistaken, and times of day, since most things show when they were made; nothing where they differ in
 * anything else.
 */
export function correspondingWords(
  primary: string,
  candidate: string,
): readonly (readonly [primary: string, candidate: string])[] {
  if (Math.max(primary.length, candidate.length) > charsMax) return [];
  const ours = primary.match(words) ?? [];
  const theirs = candidate.match(words) ?? [];
  if (ours.length !== theirs.length) return [];
  const differing = ours
    .map((word, at) => [word, theirs[at] ?? ''] as const)
    .filter(([one, other]) => one !== other && !(isTimeOfDay(one) && isTimeOfDay(other)));
  return differing.every((pair) => pair.every(isUnmistakable)) ? differing : [];
}

function isTimeOfDay(word: string): boolean {
  return clock.test(word) || readIsoTime(word)?.hasClock === true;
}
