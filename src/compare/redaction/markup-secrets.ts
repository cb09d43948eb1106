import type { Span } from './span.ts';
import { isSecretName } from './secret-names.ts';

/** A start tag with its name. A quoted attribute may hold what would otherwise end it. */
const startTag = /<([A-Za-z_][\w:.-]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)>/g;

/** A name, and a value in either quotes or none. */
const attribute = /([\w:.-]+)\s{0,8}=\s{0,8}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/g;

/**
 * Secrets in XML and HTML: what an element of a secret's name contains, and the value of a form
 * field or a `meta` element that is named like one. Attributes named like a secret themselves are
 * found as assignments.
 */
export function* markupSecrets(text: string): Generator<Span> {
  if (!text.includes('<')) return;
  let hiddenTo = 0;
  for (const match of text.matchAll(startTag)) {
    if (match.index < hiddenTo) continue;
    const [tag, name = '', attributes = ''] = match;
    const contentStart = match.index + tag.length;
    if (attributes !== '')
      yield* attributeSecrets(attributes, contentStart - 1 - attributes.length);
    if (attributes.endsWith('/') || !isSecretName(localName(name))) continue;
    const close = text.indexOf(`</${name}`, contentStart);
    hiddenTo = close === -1 ? text.length : close;
    yield { start: contentStart, end: hiddenTo };
  }
}

/** @param offset where the attributes begin in the whole text */
function* attributeSecrets(attributes: string, offset: number): Generator<Span> {
  const found = [...attributes.matchAll(attribute)].map((match) => {
    const [whole, name = '', double, single, bare] = match;
    const value = double ?? single ?? bare ?? '';
    const quoted = bare === undefined ? 1 : 0;
    const end = offset + match.index + whole.length - quoted;
    return { name: name.toLowerCase(), value, start: end - value.length, end };
  });
  const isSecret = found.some((one) => naming.has(one.name) && isSecretName(one.value));
  if (isSecret) yield* found.filter((one) => carrying.has(one.name));
}

/** Attributes that say what an element is about, and those that hold what it is. */
const naming: ReadonlySet<string> = new Set([
  'name',
  'id',
  'type',
  'property',
  'key',
  'http-equiv',
]);
const carrying: ReadonlySet<string> = new Set(['value', 'content']);

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
