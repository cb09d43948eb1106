import { matchesOf } from './matches-of.ts';
import type { Span, SpanFinder } from './span.ts';

/** A possible base64 text, in either alphabet. */
const word = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}={0,2}/g;

/** The most characters to decode in one text. */
const wordsMax = 200;
const wordCharsMax = 64 * 1024;

/** Bytes that are not text. Random data has one among its first bytes. */
const noText = /[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/;

/** Creates the finder of base64 that holds a secret: `?state=eyJwYXNzd29yZCI6…`. */
export function findEncoded(find: SpanFinder): SpanFinder {
  return function* encoded(text): Generator<Span> {
    let words = 0;
    for (const match of matchesOf(text, word)) {
      const [found] = match;
      words += 1;
      if (words > wordsMax) return;
      const start = Buffer.from(found.slice(0, 32), 'base64').toString('latin1').slice(0, -1);
      if (noText.test(start) || found.length > wordCharsMax) continue;
      const decoded = Buffer.from(found, 'base64').toString();
      for (const { start: from, end } of find(decoded)) {
        if (end <= from) continue;
        yield { start: match.index, end: match.index + found.length };
        break;
      }
    }
  };
}
