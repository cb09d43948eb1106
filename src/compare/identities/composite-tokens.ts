import { joinedParts, type WordPart, wordParts } from '../../vocabulary/token-windows.ts';
import type { KnownIdentities } from './known-identities.ts';

/** A text and an offset in it. */
export type TextAt = readonly [text: string, at: number];

/** Two tokens around the offsets at which two texts begin to differ. */
export interface CompositeTokens {
  readonly isPair: boolean;
  readonly leftEnd: number;
  readonly rightEnd: number;
}

/** The largest length of such tokens. */
const charsMax = 256;
const charsMin = 12;

/**
 * Finds the identities around the offsets at which two texts begin to differ, if they are parts of a longer
 * word, as the UUID in `report-UUID.pdf`: whole runs of letters and digits that begin at the same distance
 * before both offsets.
 *
 * @param common how many characters before the offsets are equal and not part of an earlier token
 * @returns two that were minted for one thing, else two that were not; null if there are none
 */
export function compositeTokens(
  identities: KnownIdentities,
  [primary, left]: TextAt,
  [candidate, right]: TextAt,
  common: number,
): CompositeTokens | null {
  const back = Math.min(common, charsMax);
  const ours = wordParts(primary, left - back, left + charsMax);
  const theirs = wordParts(candidate, right - back, right + charsMax);
  let contradiction: CompositeTokens | null = null;
  for (let first = ours.length - 1; first >= 0; first -= 1) {
    const { start } = ours[first] as WordPart;
    if (start > left || theirs[first]?.start !== start - left + right) continue;
    if (left - start === back && back > 0 && isInWord(primary, start)) continue;
    const known = tokensFrom(primary, ours, first, left, (one) => identities.candidateOf(one));
    if (known.length === 0) continue;
    const there = tokensFrom(candidate, theirs, first, right, (one) => identities.primaryOf(one));
    for (const [one, leftEnd] of known) {
      for (const [other, rightEnd] of there) {
        if (one === other) continue;
        if (identities.isPair(one, other)) return { isPair: true, leftEnd, rightEnd };
        contradiction ??= { isPair: false, leftEnd, rightEnd };
      }
    }
  }
  return contradiction;
}

/** The known identities that begin with a part and end after an offset, with their ends. */
function tokensFrom(
  text: string,
  parts: readonly WordPart[],
  first: number,
  at: number,
  find: (token: string) => string | undefined,
): readonly (readonly [token: string, end: number])[] {
  const { start } = parts[first] as WordPart;
  const found: (readonly [string, number])[] = [];
  for (let last = first + joinedParts(parts, first) - 1; last >= first; last -= 1) {
    const { end } = parts[last] as WordPart;
    if (end < at || end - start < charsMin) break;
    const token = text.slice(start, end);
    if (find(token) !== undefined) found.push([token, end]);
  }
  return found;
}

/** Whether an offset is inside a word: the characters before it were not examined. */
function isInWord(text: string, at: number): boolean {
  return /[A-Za-z0-9]/.test(text.charAt(at - 1));
}
