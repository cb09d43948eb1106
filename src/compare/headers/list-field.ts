import { repeatedFieldSeparator } from '../response-head.ts';

/**
 * Fields whose elements mean the same in any order, with or without repetition, and whether their letter case
 * matters.
 */
const setFields: ReadonlyMap<string, 'any-case' | 'exact'> = new Map([
  ['vary', 'any-case'],
  ['allow', 'exact'], // methods are case-sensitive (RFC 9110, section 9.1)
  ['cache-control', 'any-case'],
  ['content-language', 'any-case'],
  ['accept-ranges', 'any-case'],
  ['connection', 'any-case'],
  ['pragma', 'any-case'],
  ['accept-patch', 'any-case'],
  ['accept-post', 'any-case'],
  ['access-control-allow-headers', 'any-case'],
  ['access-control-allow-methods', 'exact'],
  ['access-control-expose-headers', 'any-case'],
]);

/** One spelling for values of such a field that mean the same; null for any other field. */
export function canonicalSet(name: string, value: string): string | null {
  const letterCase = setFields.get(name);
  if (letterCase === undefined) return null;
  const elements = splitList(value).map((element) => {
    const tidy = element.replaceAll(/\s*([=;])\s*/g, '$1');
    return letterCase === 'exact' ? tidy : tidy.toLowerCase();
  });
  return [...new Set(elements)].sort().join(', ');
}

/**
 * The elements of a list field (RFC 9110, section 5.6.1). A comma in quotes, or in the angle brackets of a
 * link, does not separate.
 */
export function splitList(value: string): string[] {
  const elements: string[] = [];
  let start = 0;
  let closing = '';
  for (let at = 0; at <= value.length; at += 1) {
    const character = value.charAt(at);
    if (closing !== '') {
      if (character === '\\' && closing === '"') at += 1;
      else if (character === closing) closing = '';
    } else if (character === '"') {
      closing = '"';
    } else if (character === '<') {
      closing = '>';
    } else if (character === ',' || character === repeatedFieldSeparator) {
      elements.push(value.slice(start, at));
      start = at + 1;
    }
  }
  elements.push(value.slice(start));
  return elements.map((element) => element.trim()).filter((element) => element !== '');
}
