import { readIsoTime } from '../../../vocabulary/written-time.ts';
import { isUnmistakable } from '../recognizing/id-values.ts';

const charsMax = 200_000;

/** Runs of the characters of identities: `&`, `;`, quotes and brackets end them. */
const words = /[A-Za-z0-9_.~%+=:|@-]+/g;

/** The time in an HTTP date, which has spaces between its parts. */
const clock = /^\d\d:\d\d:\d\d$/;

/**
 * The identities that correspond in two texts, if the texts are otherwise the same word for word, apart from
 * times of day: most things show when they were made. Empty if they differ in anything else.
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
