import { type Edit, noEdits } from './edits.ts';

/** How a text is written inside another one. */
interface Escaping {
  /** How many characters of the source the next step has, and how many of the text it stands for. */
  stepAt(source: string, at: number): readonly [ofSource: number, ofText: number];
  /** Writes a text as it would stand in the source. */
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

/** What stands between the quotes of a JSON string (RFC 8259, section 7). */
export const jsonEscaping: Escaping = {
  stepAt(source, at) {
    if (source.charCodeAt(at) !== 0x5c) return one;
    return source.charCodeAt(at + 1) === 0x75 ? [6, 1] : [2, 1];
  },
  write: (text) => JSON.stringify(text).slice(1, -1),
};

const one = [1, 1] as const;

/**
 * Edits of a text as edits of the source that it was read from. Whatever is not edited stays as it is
 * written there.
 *
 * @param source of the text; as long as it where nothing in it is escaped
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
