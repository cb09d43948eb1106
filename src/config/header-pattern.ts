/** The characters in names of header fields in practice; RFC 9110 allows a few more. */
const nameOrPattern = /^[a-z0-9_.*-]+$/;

/** The fault of the name of a header, or of a pattern for names; null if it is valid. */
export function headerPatternFault(text: string): string | null {
  if (nameOrPattern.test(text) && !text.includes('.*')) return null;
  return 'write the name of a header, for example etag, or * for any characters, as in x-*';
}

/** Whether a pattern stands for more than one name. */
export function isHeaderPattern(text: string): boolean {
  return text.includes('*');
}

/**
 * Makes the test of whether a name matches a pattern, in which `*` stands for any characters. It takes
 * linear time, as a hostile server chooses the names.
 *
 * @param pattern in lower case, as the names are
 */
export function headerMatcher(pattern: string): (name: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (name) => name === pattern;
  return (name) => isBetween(name, first, rest, last);
}

/** Whether a name has the first part at its start, the last at its end, and the rest between in this order. */
function isBetween(name: string, first: string, rest: readonly string[], last: string): boolean {
  const end = name.length - last.length;
  if (end < first.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** Whether some name matches both patterns. Both are short, because people write them. */
export function mayMatchSameHeader(one: string, other: string): boolean {
  // The offsets in `other` that the read part of `one` can reach.
  let reached = closure(other, new Set([0]));
  for (const letter of one) {
    const next = new Set<number>();
    for (const at of reached) {
      if (letter === '*') for (let end = at; end <= other.length; end += 1) next.add(end);
      else if (other[at] === '*') next.add(at);
      else if (other[at] === letter) next.add(at + 1);
    }
    reached = closure(other, next);
  }
  return reached.has(other.length);
}

/** A `*` may stand for nothing. */
function closure(pattern: string, reached: Set<number>): Set<number> {
  for (let at = 0; at < pattern.length; at += 1) {
    if (reached.has(at) && pattern[at] === '*') reached.add(at + 1);
  }
  return reached;
}
