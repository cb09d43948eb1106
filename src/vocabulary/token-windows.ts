/** A part of a text, by its offsets. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Runs of letters and digits: a UUID has five, and its prefix may have some more. */
const partsMax = 8;
/** Shorter texts may be anything. */
const charsMin = 12;
const charsMax = 256;
/** A capitalised word has fewer, and so have two words that are joined. */
const capitalsMin = 3;

/**
 * Finds whole tokens within a part of a text, whatever stands before and after them:
 * the UUID of `report-UUID.pdf`, `up%2FUUID%2Fa.png`, and `{\"id\":\"UUID\"}`. It asks `isToken` for each
 * run of at most 8 words that are joined and have a digit or capital letters, the
 * longest first; never for a part of a word. Linear in the text.
 *
 * @param isToken called with what may be a token, 12 characters or more
 * @returns in the order of the text, none within another
 */
export function findTokens(
  text: string,
  start: number,
  end: number,
  isToken: (token: string) => boolean,
): readonly TextSpan[] {
  const parts = wordParts(text, start, end);
  const found: TextSpan[] = [];
  let taken = start;
  for (const [first, part] of parts.entries()) {
    if (part.start < taken) continue;
    const span = tokenAt(text, parts, first, taken, isToken);
    if (span === null) continue;
    found.push(span);
    taken = span.end;
  }
  return found;
}

/** A run of letters and digits. */
export interface WordPart extends TextSpan {
  /** It has a digit or capital letters, as random tokens have. */
  readonly isMixed: boolean;
  /**
   * One character joins it to the run before, or a few of `-` and `_`, which stand side by side in one of
   * twenty random tokens of base64url. Both may belong to one token.
   */
  readonly isJoined: boolean;
}

/** How many runs from the first one on may belong to one token. */
export function joinedParts(parts: readonly WordPart[], first: number): number {
  let count = 1;
  while (count < partsMax && parts[first + count]?.isJoined === true) count += 1;
  return count;
}

function tokenAt(
  text: string,
  parts: readonly WordPart[],
  first: number,
  taken: number,
  isToken: (token: string) => boolean,
): TextSpan | null {
  const { start } = parts[first] as WordPart;
  const after = first + joinedParts(parts, first);
  let mixed = first;
  while (mixed < after && parts[mixed]?.isMixed === false) mixed += 1;
  for (let last = after - 1; last >= mixed; last -= 1) {
    const { end } = parts[last] as WordPart;
    if (end - start < charsMin) return null;
    if (end - start > charsMax) continue;
    const wide = withEdges(text, start, end, taken);
    if (wide !== null && isToken(text.slice(wide.start, wide.end))) return wide;
    if (isToken(text.slice(start, end))) return { start, end };
  }
  return null;
}

const edgeCharsMax = 3;

/** Random tokens may begin and end with `-` and `_`, and base64 ends with `=`; null where there are none. */
function withEdges(text: string, start: number, end: number, taken: number): TextSpan | null {
  let from = start;
  while (from > taken && start - from < edgeCharsMax && isEdge(text.charCodeAt(from - 1)))
    from -= 1;
  let to = end;
  while (to - end < edgeCharsMax && isEnd(text.charCodeAt(to))) to += 1;
  if (isWordCode(text.charCodeAt(to))) to = end;
  if (from > 0 && isWordCode(text.charCodeAt(from - 1))) from = start;
  return from === start && to === end ? null : { start: from, end: to };
}

/** The runs of letters and digits in a part of a text, without escapes. */
export function wordParts(text: string, start: number, end: number): readonly WordPart[] {
  const parts: WordPart[] = [];
  let before = -1;
  const to = Math.min(end, text.length);
  for (let at = start; at < to;) {
    const code = text.charCodeAt(at);
    if (isWordCode(code)) {
      const part = partAt(text, at, to, before);
      parts.push(part);
      before = part.end;
      at = part.end;
    } else {
      at += escapeChars(text, at);
    }
  }
  return parts;
}

function partAt(text: string, start: number, end: number, before: number): WordPart {
  let digits = 0;
  let capitals = 0;
  let at = start;
  for (; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (!isWordCode(code)) break;
    if (code <= 0x39) digits += 1;
    else if (code <= 0x5a) capitals += 1;
  }
  return {
    start,
    end: at,
    isJoined: isJoin(text, before, start),
    isMixed: digits > 0 || capitals >= capitalsMin,
  };
}

/** The length of an escape in a URL (`%2F`, `%252F`) or in JSON; one for any other character. */
function escapeChars(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === percent) {
    let length = 1;
    while (text.startsWith('25', at + length) && isHexPair(text, at + length + 2)) length += 2;
    return isHexPair(text, at + length) ? length + 2 : 1;
  }
  if (code !== backslash) return 1;
  if (text.charAt(at + 1) === 'u') return 6;
  return jsonEscapes.includes(text.charAt(at + 1)) ? 2 : 1;
}

const jsonEscapes = 'bfnrt"/';

const percent = 0x25;
const backslash = 0x5c;

function isHexPair(text: string, at: number): boolean {
  return isHex(text.charCodeAt(at)) && isHex(text.charCodeAt(at + 1));
}

function isHex(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

function isWordCode(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}

function isJoin(text: string, before: number, start: number): boolean {
  if (before < 0 || start - before > edgeCharsMax) return false;
  if (start - before === 1) return isJoint(text.charCodeAt(before));
  for (let at = before; at < start; at += 1) if (!isEdge(text.charCodeAt(at))) return false;
  return true;
}

/** `-`, `_`, `.`, `~`, `+`, `=`, `:`, `|` and `@`: characters within ids. */
function isJoint(code: number): boolean {
  return joints.has(code);
}

const joints: ReadonlySet<number> = new Set(Array.from('-_.~+=:|@', (one) => one.charCodeAt(0)));

function isEdge(code: number): boolean {
  return code === 0x2d || code === 0x5f;
}

function isEnd(code: number): boolean {
  return isEdge(code) || code === 0x3d;
}
