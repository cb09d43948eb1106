import type { Span } from './span.ts';
import { isSecretName } from '../../vocabulary/secret-names.ts';
import { startTags, type Tag } from './tags.ts';

/**
 * Secrets in XML and HTML: the content of elements and the values of attributes with the name of a secret, and of
 * elements that another attribute names, as in form fields, or the element before them, as in XML-RPC.
 */
export function* markupSecrets(text: string): Generator<Span> {
  if (!text.includes('<')) return;
  let hiddenTo = 0;
  let isNamedBefore = false;
  const tags = startTags(text);
  for (let next = tags.next(); ; next = tags.next()) {
    if (next.done === true) {
      if (next.value !== null) yield { start: next.value, end: text.length };
      return;
    }
    const tag = next.value;
    if (tag.end <= hiddenTo) continue;
    yield* attributeSecrets(tag);
    const isNamed = isNamedBefore || isSecretName(localName(tag.name)) || isNamedSecret(tag);
    isNamedBefore = isNameElement(text, tag);
    if (tag.isEmpty || !isNamed) continue;
    if (voidElements.has(tag.name.toLowerCase())) continue;
    const close = text.indexOf(`</${tag.name}`, tag.end);
    hiddenTo = close === -1 ? text.length : close;
    yield { start: tag.end, end: hiddenTo };
  }
}

function* attributeSecrets(tag: Tag): Generator<Span> {
  const isSecret = isNamedSecret(tag);
  for (const one of tag.attributes) {
    const isHidden = carrying.has(one.name) ? isSecret : isSecretName(localName(one.name));
    if (isHidden) yield { start: one.start, end: one.end };
  }
}

function isNamedSecret({ attributes }: Tag): boolean {
  return attributes.some(({ name, value }) => naming.has(name) && isSecretName(value));
}

/** Such as `<name>password</name>`, before `<value>`. */
function isNameElement(text: string, { name, end, isEmpty }: Tag): boolean {
  if (isEmpty || !/^(?:name|key)$/i.test(localName(name))) return false;
  const content = /^[^<]*(?=<\/)/.exec(text.slice(end, end + nameCharsMax))?.[0].trim();
  return content !== undefined && isSecretName(content);
}

const nameCharsMax = 256;

/** Attributes that say what an element is about, and those that hold what it is. */
const naming: ReadonlySet<string> = new Set([
  'name',
  'id',
  'type',
  'property',
  'key',
  'field',
  'http-equiv',
]);
const carrying: ReadonlySet<string> = new Set(['value', 'content', 'data']);

/** HTML elements without content. */
const voidElements: ReadonlySet<string> = new Set(['input', 'meta', 'link', 'img', 'br', 'hr']);

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
