import { matchesOf } from './matches-of.ts';
import type { Span } from './span.ts';

/** `@` may be written as URLs, JSON and HTML do. Bounds are those of RFC 5321, section 4.5.3.1. */
const atDomain =
  /(?:@|%40|\\u0040|&#64;|&commat;)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;

const localCharsMax = 256;
const localChar = /[\p{L}\p{N}._+%-]/u;

/** Email addresses, for `redact.emails`. */
export function* emailAddresses(text: string): Generator<Span> {
  for (const match of matchesOf(text, atDomain)) {
    let start = match.index;
    const first = Math.max(0, start - localCharsMax);
    while (start > first && localChar.test(text.charAt(start - 1))) start -= 1;
    if (start < match.index) yield { start, end: match.index + match[0].length };
  }
}
