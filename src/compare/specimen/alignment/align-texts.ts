import type { LineMark } from '../../../vocabulary/specimen.ts';
import type { BodiesRecord } from '../../body/record-bodies.ts';
import { textInPrimaryTerms } from '../../identities/identity-spans.ts';
import { relateTexts } from '../../identities/same-text.ts';
import { matchInSequence } from '../../json/align/match-ids.ts';
import { unpaired } from '../../json/align/pairing.ts';
import { noLine, type StretchList } from './stretches.ts';

type TextRecord = Pick<BodiesRecord, 'identities' | 'isIgnored'> & { readonly isSame: boolean };

/** Pairs the equal lines of two texts in order, and the lines between them by position. */
export function alignTexts(
  primary: readonly string[],
  candidate: readonly string[],
  record: TextRecord,
  list: StretchList,
): void {
  const { identities } = record;
  const terms =
    identities === null ? candidate : candidate.map((line) => textInPrimaryTerms(identities, line));
  const partners = partnersOf(primary, terms);
  const markOf = markLines(record);
  let [i, j] = [0, 0];
  const passUpTo = (end: number, candidateEnd: number): void => {
    for (; i < end || j < candidateEnd;) {
      const [left, right] = [
        i < end ? primary[i] : undefined,
        j < candidateEnd ? candidate[j] : undefined,
      ];
      list.add(
        left === undefined ? noLine : i,
        right === undefined ? noLine : j,
        markOf(left, right),
      );
      if (left !== undefined) i += 1;
      if (right !== undefined) j += 1;
    }
  };
  for (const [at, partner] of partners.entries()) {
    if (partner === unpaired) continue;
    passUpTo(at, partner);
    passUpTo(at + 1, partner + 1);
  }
  passUpTo(primary.length, candidate.length);
}

/** The equal line of the candidate for each line of primary, both in order. */
function partnersOf(primary: readonly string[], candidate: readonly string[]): Int32Array {
  const partners = new Int32Array(primary.length).fill(unpaired);
  const shorter = Math.min(primary.length, candidate.length);
  let start = 0;
  for (; start < shorter && primary[start] === candidate[start]; start += 1)
    partners[start] = start;
  const shift = candidate.length - primary.length;
  let end = primary.length;
  for (
    ;
    end > start && end + shift > start && primary[end - 1] === candidate[end + shift - 1];
    end -= 1
  ) {
    partners[end - 1] = end + shift - 1;
  }
  const numbers = new Map<string, number>();
  const idsOf = (lines: readonly string[]): Int32Array =>
    Int32Array.from(lines, (line) => {
      const known = numbers.get(line) ?? numbers.size;
      numbers.set(line, known);
      return known;
    });
  const within = new Int32Array(end - start).fill(unpaired);
  matchInSequence(
    idsOf(primary.slice(start, end)),
    idsOf(candidate.slice(start, end + shift)),
    within,
  );
  for (const [at, partner] of within.entries()) {
    if (partner !== unpaired) partners[start + at] = start + partner;
  }
  return partners;
}

type MarkLines = (primary: string | undefined, candidate: string | undefined) => LineMark | null;

function markLines({ identities, isIgnored, isSame }: TextRecord): MarkLines {
  return (left, right) => {
    if (left === right) return null;
    if (isIgnored) return 'excluded by rule';
    const areBoth = left !== undefined && right !== undefined;
    if (areBoth && identities !== null && relateTexts(identities, left, right) === 'same') {
      return 'same id';
    }
    if (isSame) return 'same time';
    return areBoth ? 'changed' : right === undefined ? 'removed' : 'added';
  };
}
