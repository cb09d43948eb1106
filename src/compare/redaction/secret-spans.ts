import { assignedSecrets } from './assigned-secrets.ts';
import { markupSecrets } from './markup-secrets.ts';
import type { Span, SpanFinder } from './span.ts';

/**
 * Where there are secrets in a text, by their shape or by the name that stands before them; in
 * order, and none touching another. Linear in the text, however hostile.
 *
 * @param more finders to be asked besides
 */
export function findSecrets(text: string, more: readonly SpanFinder[]): readonly Span[] {
  const spans: Span[] = [];
  for (const find of [shapedSecrets, assignedSecrets, markupSecrets, ...more]) {
    for (const span of find(text)) if (span.end > span.start) spans.push(span);
  }
  return merged(spans);
}

/**
 * Shapes that are secrets wherever they stand. Each begins with something rare and at the start of
 * a token, which keeps the search linear in hostile text.
 */
const secretShapes = new RegExp(
  [
    String.raw`(?<![A-Za-z0-9])(?:sk|pk|rk|condt|ghp|gho|ghu|ghs|ghr|glpat|xox[abeprs]|npm|hf)[-_][A-Za-z0-9_-]{6,}`,
    String.raw`(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{6,}`,
    String.raw`(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{12,}`,
    String.raw`(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{20,}`,
    String.raw`(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){1,4}`,
    String.raw`(?<![A-Za-z0-9])(?:Bearer|Basic|Digest)[ \t]+[A-Za-z0-9+/=._~-]{6,}`,
    String.raw`-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,40}-----|$)`,
    String.raw`(?<=://)[^\s/@:]{1,200}:[^\s/@]{1,200}(?=@)`,
  ].join('|'),
  'gi',
);

function* shapedSecrets(text: string): Generator<Span> {
  for (const match of text.matchAll(secretShapes)) {
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
