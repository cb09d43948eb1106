/** A start tag, or the offset at which something turned out not to be one. */
type Tag =
  | { readonly name: string; readonly text: string; readonly end: number; readonly closed: boolean }
  | { readonly name: null; readonly end: number };

interface Attribute {
  readonly name: string;
  readonly text: string;
}

/**
 * Writes the start tags of XML or HTML in one spelling: attributes in the order of their names, values in
 * double quotes, and white space only between attributes. Everything else stays as it is: comments, CDATA
 * sections, processing instructions, scripts. Takes linear time.
 *
 * @param text with its white space normalised
 */
export function canonicalTags(text: string): string {
  const out: string[] = [];
  let copied = 0;
  for (let at = text.indexOf('<'); at !== -1;) {
    let end = endOfOther(text, at);
    if (end === null) {
      const tag = tagAt(text, at);
      ({ end } = tag);
      if (tag.name !== null) {
        out.push(text.slice(copied, at), tag.text);
        copied = end;
        if (!tag.closed) end = endOfRawText(text, tag.name, end);
      }
    }
    at = text.indexOf('<', end);
  }
  out.push(text.slice(copied));
  return out.join('');
}

const others = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '>'],
  ['<!', '>'],
  ['</', '>'],
] as const;

/** The end of a comment, end tag or the like; null for what may be a start tag. */
function endOfOther(text: string, at: number): number | null {
  for (const [opening, closing] of others) {
    if (!text.startsWith(opening, at)) continue;
    const end = text.indexOf(closing, at + opening.length);
    return end === -1 ? text.length : end + closing.length;
  }
  return null;
}

/** The ends of HTML elements whose content is text. */
const rawEnds: ReadonlyMap<string, RegExp> = new Map(
  ['script', 'style', 'textarea', 'title'].map((name) => [name, new RegExp(`</${name}`, 'gi')]),
);

function endOfRawText(text: string, name: string, start: number): number {
  const end = rawEnds.get(name.toLowerCase());
  if (end === undefined) return start;
  end.lastIndex = start;
  return end.exec(text)?.index ?? text.length;
}

function tagAt(text: string, start: number): Tag {
  const nameEnd = endOfName(text, start + 1);
  const name = text.slice(start + 1, nameEnd);
  if (!/^[A-Za-z_]/.test(name)) return { name: null, end: start + 1 };
  const attributes: Attribute[] = [];
  for (let at = nameEnd; ;) {
    const next = afterSpace(text, at);
    const closed = text.startsWith('/>', next);
    if (closed || text[next] === '>') {
      const end = next + (closed ? 2 : 1);
      return { name, text: tagText(name, attributes, closed), end, closed };
    }
    const attributeEnd = endOfName(text, next);
    // Only white space separates attributes.
    if (next === at || attributeEnd === next) return { name: null, end: Math.max(next, start + 1) };
    const attribute = text.slice(next, attributeEnd);
    const equals = afterSpace(text, attributeEnd);
    if (text[equals] === '=') {
      const value = attributeValue(text, afterSpace(text, equals + 1));
      if (value === null) return { name: null, end: equals + 1 };
      attributes.push({ name: attribute, text: `${attribute}=${value.text}` });
      at = value.end;
    } else {
      attributes.push({ name: attribute, text: attribute });
      at = attributeEnd;
    }
  }
}

function tagText(name: string, attributes: Attribute[], closed: boolean): string {
  // Attributes with the same name keep their order: the first one counts.
  attributes.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  return `<${[name, ...attributes.map(({ text }) => text)].join(' ')}${closed ? '/>' : '>'}`;
}

/** Null if a quote is not closed. */
function attributeValue(
  text: string,
  start: number,
): { readonly text: string; readonly end: number } | null {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") {
    let end = start;
    while (end < text.length && !/[ >"'<]/.test(text[end] ?? '')) end += 1;
    return { text: `"${text.slice(start, end)}"`, end };
  }
  const close = text.indexOf(quote, start + 1);
  if (close === -1) return null;
  const value = text.slice(start + 1, close);
  return { text: value.includes('"') ? `'${value}'` : `"${value}"`, end: close + 1 };
}

function endOfName(text: string, start: number): number {
  let end = start;
  while (end < text.length && !/[ /<>="']/.test(text[end] ?? '')) end += 1;
  return end;
}

function afterSpace(text: string, at: number): number {
  return text[at] === ' ' ? at + 1 : at;
}
