import type { Span } from './span.ts';

/** The length of a separator between groups of digits and letters, which URLs percent-encode; 0 if there is none. */
function separatorLength(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (separators.has(code)) return 1;
  return code === 0x25 && text.startsWith('%20', at) ? 3 : 0;
}

const separators: ReadonlySet<number> = new Set([0x20, 0x2e, 0x2b, 0x2d, 0xa0]);

/** The offset of the next character after `at`, behind at most one separator; -1 if there is none. */
function nextOf(text: string, at: number, isPart: (code: number) => boolean): number {
  if (isPart(text.charCodeAt(at))) return at;
  const length = separatorLength(text, at);
  return length > 0 && isPart(text.charCodeAt(at + length)) ? at + length : -1;
}

/**
 * Reads letters and digits from an offset on, skipping separators, up to `partsMax`.
 *
 * @returns each with the offset after it
 */
export function readRun(
  text: string,
  start: number,
  partsMax: number,
  isPart: (code: number) => boolean,
): { readonly codes: readonly number[]; readonly ends: readonly number[] } {
  const codes: number[] = [];
  const ends: number[] = [];
  for (let at = nextOf(text, start, isPart); at !== -1 && codes.length < partsMax;) {
    codes.push(text.charCodeAt(at));
    ends.push(at + 1);
    at = nextOf(text, at + 1, isPart);
  }
  return { codes, ends };
}

/**
 * The longest beginning of a run that is a number of this kind, and is not followed by more of it.
 *
 * @param isNumber whether the first characters, by their number, are such a number
 */
export function longestSpan(
  text: string,
  start: number,
  { ends }: { readonly ends: readonly number[] },
  isPart: (code: number) => boolean,
  isNumber: (length: number) => boolean,
): Span | null {
  for (let length = ends.length; length > 0; length -= 1) {
    const end = ends[length - 1] ?? start;
    if (!isPart(text.charCodeAt(end)) && isNumber(length)) return { start, end };
  }
  return null;
}
