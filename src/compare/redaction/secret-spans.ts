import { matchesOf } from './matches-of.ts';
import { assignedSecrets } from './assigned-secrets.ts';
import { cardNumbers } from './card-numbers.ts';
import { csvSecrets } from './csv-secrets.ts';
import { findEncoded } from './encoded-secrets.ts';
import { grantSecrets } from './oauth.ts';
import { ibans } from './ibans.ts';
import { markupSecrets } from './markup-secrets.ts';
import { pairedSecrets } from './paired-secrets.ts';
import { pathSecrets } from './path-secrets.ts';
import type { Span, SpanFinder } from './span.ts';

/** Secrets by the name before, beside or above them. */
const byName: readonly SpanFinder[] = [
  assignedSecrets,
  markupSecrets,
  csvSecrets,
  pairedSecrets,
  pathSecrets,
  grantSecrets,
];

const byShape: readonly SpanFinder[] = [
  shapedSecrets,
  cardNumbers,
  ibans,
  findEncoded(assignedSecrets),
];

/**
 * The secrets in a text, by their shape or by the name before them; in order, and without touching each
 * other. Linear in the text, even if it is hostile.
 *
 * @param more additional finders
 */
export function findSecrets(text: string, more: readonly SpanFinder[]): readonly Span[] {
  return merged(spansIn(text, shortWord.test(text) ? more : [...all, ...more]));
}

const all = [...byShape, ...byName];

/** Matches a text that cannot hold a secret: most names, and many values. */
const shortWord = /^[A-Za-z]{0,12}$/;

/** The same, without joining spans that touch. */
export function* separateSecrets(
  text: string,
  by: 'name' | 'any',
  more: readonly SpanFinder[],
): Generator<Span> {
  for (const find of shortWord.test(text) ? more : [...(by === 'name' ? byName : all), ...more]) {
    yield* find(text);
  }
}

function spansIn(text: string, finders: readonly SpanFinder[]): readonly Span[] {
  const spans: Span[] = [];
  for (const find of finders) {
    for (const span of find(text)) if (span.end > span.start) spans.push(span);
  }
  return spans;
}

/**
 * Shapes that are secrets anywhere. Each begins with something rare at the start of a token, which keeps the
 * search linear in hostile text.
 */
const secretShapes = new RegExp(
  [
    String.raw`(?<![A-Za-z0-9])(?:sk|pk|rk|condt|ghp|gho|ghu|ghs|ghr|glpat|xox[abeprs]|npm|hf|whsec)[-_][A-Za-z0-9_-]{6,}`,
    String.raw`(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{6,}`,
    String.raw`(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{12,}`,
    String.raw`(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{20,}`,
    String.raw`(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){1,4}`,
    String.raw`(?<![A-Za-z0-9])(?:Bearer|Basic|Digest)(?:[ \t+]|%20){1,8}[A-Za-z0-9+/=._~-]{6,}`,
    String.raw`-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z ]{0,40}-----|$)`,
    String.raw`(?<=--(?:password|passwd|pass|secret|(?:[a-z]{1,12}-)?token|api-?key) )[^\s'"-][^\s'"]{0,200}`,
    String.raw`(?<=\b(?:password|identified by) ')[^'\r\n]{1,200}(?=')`,
    String.raw`(?<=://)[A-Za-z0-9]{20,200}(?=@)`,
    String.raw`(?<=://)[^\s/@:]{0,200}:[^\s/@]{1,200}(?=@)`,
  ].join('|'),
  'gi',
);

function* shapedSecrets(text: string): Generator<Span> {
  for (const match of matchesOf(text, secretShapes)) {
    yield { start: match.index, end: match.index + match[0].length };
  }
}

function merged(spans: readonly Span[]): readonly Span[] {
  if (spans.length < 2) return spans;
  const out: { start: number; end: number }[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}
