/** A span of a text, and its replacement. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const noEdits: readonly Edit[] = [];

/**
 * Writes a text with its edits.
 *
 * @param edits in the order of the text, and none within another
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let out = '';
  let copied = 0;
  for (const { start, end, text: written } of edits) {
    out += text.slice(copied, start) + written;
    copied = end;
  }
  return out + text.slice(copied);
}

/** The same edits in a larger text in which their text begins at an offset. */
export function editsAt(edits: readonly Edit[], offset: number): readonly Edit[] {
  if (offset === 0 || edits.length === 0) return edits;
  return edits.map(({ start, end, text }) => ({ start: start + offset, end: end + offset, text }));
}
