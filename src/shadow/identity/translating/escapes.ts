import { type Edit, noEdits } from './edits.ts';

/** How a text is escaped inside another one. */
interface Escaping {
  /** The length of the next character or escape in the source, and of the text that it stands for. */
  stepAt(source: string, at: number): readonly [ofSource: number, ofText: number];
  /** Escapes a text. */
  write(text: string): string;
}

/** Percent-encoding (RFC 3986, section 2.1) of UTF-8 that can be decoded. */
export const percentEncoding: Escaping = {
  stepAt(source, at) {
    if (source.charCodeAt(at) !== 0x25) return one;
    const lead = Number.parseInt(source.slice(at + 1, at + 3), 16);
    if (lead < 0x80) return [3, 1];
    if (lead < 0xe0) return [6, 1];
    return lead < 0xf0 ? [9, 1] : [12, 2];
  },
  write: encodeURIComponent,
};

/** The escapes of a JSON string, without its quotes (RFC 8259, section 7). */
export const jsonEscaping: Escaping = {
  stepAt(source, at) {
    if (source.charCodeAt(at) !== 0x5c) return one;
    return source.charCodeAt(at + 1) === 0x75 ? [6, 1] : [2, 1];
  },
  write: (text) => JSON.stringify(text).slice(1, -1),
};

const one = [1, 1] as const;

/**
 * Turns edits of a text into edits of the source from which it was decoded. The rest of the source stays as
 * it is.
 *
 * @param source the escaped text; as long as the text if nothing is escaped
 * @param edits in the order of the text
 */
export function editsInSource(
  source: string,
  text: string,
  edits: readonly Edit[],
  escaping: Escaping,
): readonly Edit[] {
  if (edits.length === 0) return noEdits;
  const isPlain = source.length === text.length;
  let [inSource, inText] = [0, 0];
  const sourceOf = (offset: number): number => {
    if (isPlain) return offset;
    while (inText < offset) {
      const [ofSource, ofText] = escaping.stepAt(source, inSource);
      inSource += ofSource;
      inText += ofText;
    }
    return inSource;
  };
  return edits.map((edit) => {
    const start = sourceOf(edit.start);
    return { start, end: sourceOf(edit.end), text: escaping.write(edit.text) };
  });
}
