/**
 * The matches of a global pattern in a text. `matchAll` copies the pattern for each text, which costs more than
 * searching a short one.
 */
export function* matchesOf(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  for (let at = 0; ;) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return;
    at = pattern.lastIndex === match.index ? match.index + 1 : pattern.lastIndex;
    yield match;
  }
}
