import type { Difference } from '../../vocabulary/difference.ts';
import type { DifferenceList } from '../difference-list.ts';
import { textInPrimaryTerms } from '../identities/identity-spans.ts';
import { relateTexts } from '../identities/same-text.ts';
import { excerptOfPart } from '../redaction/excerpt.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { Worlds } from '../walk-modulo.ts';

/** Compares two texts by lines, and lists one difference with the lines that are not equal. */
export function compareText(
  { redactor, identities, clocks, secrets }: Comparing,
  primary: string,
  candidate: string,
  list: DifferenceList,
): void {
  if (primary === candidate) return;
  const relation = identities === null ? 'different' : relateTexts(identities, primary, candidate);
  if (relation === 'same') return;
  const terms = identities === null ? candidate : textInPrimaryTerms(identities, candidate);
  if (clocks?.isSameText(primary, terms, '$') === true) return;
  if (secrets?.isSameText(primary, terms) === true) return;
  list.add('$', () => {
    if (relation === 'identity') {
      return { ...describe(redactor, primary, candidate), kind: 'identity' };
    }
    return describe(redactor, primary, primary === terms ? candidate : terms);
  });
}

interface Comparing extends Worlds {
  readonly redactor: Redactor;
}

function describe(redactor: Redactor, primary: string, candidate: string): Difference {
  const start = commonLinesStart(primary, candidate);
  const kept = commonLinesEnd(primary, candidate, start);
  const show = (text: string): string | null => {
    const end = text.length - kept;
    if (end <= start) return null;
    const hasLineEnd = text.charCodeAt(end - 1) === 0x0a;
    return excerptOfPart(redactor, text, start, hasLineEnd ? end - 1 : end);
  };
  const [left, right] = [show(primary), show(candidate)];
  const single = !primary.includes('\n') && !candidate.includes('\n');
  return {
    aspect: 'body',
    kind: left === null ? 'added' : right === null ? 'removed' : 'changed',
    path: single ? '$' : `$ line ${lineNumber(primary, start)}`,
    template: '$',
    primary: left,
    candidate: right,
    shape: null,
    distance: null,
    nature: null,
  };
}

/** The offset of the first line that is not equal. */
function commonLinesStart(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at === 0 ? 0 : a.lastIndexOf('\n', at - 1) + 1;
}

/** The number of characters in equal last lines, without those before `start`. */
function commonLinesEnd(a: string, b: string, start: number): number {
  const length = Math.min(a.length, b.length) - start;
  let same = 0;
  while (same < length && a.charCodeAt(a.length - 1 - same) === b.charCodeAt(b.length - 1 - same)) {
    same += 1;
  }
  const from = a.length - same;
  if (isLineStart(a, from, start) && isLineStart(b, b.length - same, start)) return same;
  const lineEnd = a.indexOf('\n', from);
  return lineEnd === -1 ? 0 : a.length - lineEnd - 1;
}

function isLineStart(text: string, at: number, start: number): boolean {
  return at === start || text.charCodeAt(at - 1) === 0x0a;
}

function lineNumber(text: string, at: number): number {
  let line = 1;
  for (let end = text.indexOf('\n'); end !== -1 && end < at; end = text.indexOf('\n', end + 1)) {
    line += 1;
  }
  return line;
}
