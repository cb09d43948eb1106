/** A start tag of XML or HTML. */
export interface Tag {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  /** After its `>`. */
  readonly end: number;
  /** It closes itself, as `<a/>` does. */
  readonly isEmpty: boolean;
}

interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const tagStart = /<([A-Za-z_][\w:.-]{0,127})/g;

/**
 * A name, and a value in either kind of quotes or none; else the end of a tag, or text that is not an
 * attribute.
 */
const piece =
  /\s*(?:([^\s"'<>/=]{1,256})\s{0,64}=\s{0,64}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))|(\/?>)|(<)|[^<>]?)/y;

/** A tag is never longer. */
const tagCharsMax = 16 * 1024;

/** The most text to read again because of unfinished tags, as a multiple of the whole text. */
const overlapMax = 4;

/**
 * The start tags in a text, in order. Linear in the text.
 *
 * @returns at the end, the offset where the search stopped because of too many unfinished tags; null if it did not
 */
export function* startTags(text: string): Generator<Tag, number | null> {
  let room = overlapMax * text.length + tagCharsMax;
  tagStart.lastIndex = 0;
  for (let at = 0; ;) {
    tagStart.lastIndex = at;
    const match = tagStart.exec(text);
    if (match === null) return null;
    const attributesAt = match.index + match[0].length;
    const { tag, readTo } = readTag(text, match[1] ?? '', attributesAt);
    if (tag !== null) yield tag;
    at = tag?.end ?? attributesAt;
    room -= Math.max(0, readTo - at);
    if (room < 0) return at;
  }
}

function readTag(
  text: string,
  name: string,
  start: number,
): { readonly tag: Tag | null; readonly readTo: number } {
  const attributes: Attribute[] = [];
  for (let at = start; at - start < tagCharsMax && at < text.length;) {
    piece.lastIndex = at;
    const match = piece.exec(text);
    if (match === null) break;
    const [, attribute, double, single, bare, close, open] = match;
    const end = piece.lastIndex;
    if (close !== undefined) {
      return { tag: { name, attributes, end, isEmpty: close === '/>' }, readTo: end };
    }
    if (open !== undefined || end === at) return { tag: null, readTo: end };
    if (attribute !== undefined) {
      const value = double ?? single ?? bare ?? '';
      const valueEnd = end - (bare === undefined ? 1 : 0);
      attributes.push({
        name: attribute.toLowerCase(),
        value,
        start: valueEnd - value.length,
        end: valueEnd,
      });
    }
    at = end;
  }
  return { tag: null, readTo: Math.min(start + tagCharsMax, text.length) };
}
