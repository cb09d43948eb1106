import { findSecrets } from '../../compare/redaction/secret-spans.ts';
import { withoutFound } from './credential-text.ts';
import type { Placeholders } from './placeholders.ts';

/** Nothing in it can be a secret: words and blanks alone. */
const plain = /^[A-Za-z ,.!?'\n-]*$/;

/** A text with placeholders for the secrets in it, found as they are where bodies are shown: by shape, and by the name before them. */
export function withoutTextSecrets(text: string, placeholders: Placeholders): string {
  if (plain.test(text)) return text;
  let out = '';
  let at = 0;
  for (const { start, end } of findSecrets(text, [])) {
    out += text.slice(at, start) + withoutFound(text.slice(start, end), placeholders);
    at = end;
  }
  return at === 0 ? text : out + text.slice(at);
}

const parameter = /([?&;#]|^)([^=&;#?\s"'<>]{1,512})=([^&#\s"'<>]*)/g;
const userinfo = /(?<=^[a-z][a-z0-9+.-]{0,30}:\/\/|^\/\/)[^/@\s]+(?=@)/i;

/** A URL, or a request target, with placeholders for its userinfo and for parameters that are secrets. */
export function withoutUrlSecrets(
  url: string,
  isSecret: (name: string) => boolean,
  placeholders: Placeholders,
): string {
  return url
    .replace(userinfo, (found) => placeholders.of(found))
    .replaceAll(parameter, (whole, before: string, name: string, value: string) => {
      if (value === '') return whole;
      if (isSecret(name)) return `${before}${name}=${placeholders.of(value)}`;
      const known = placeholders.known(value);
      return known === undefined ? whole : `${before}${name}=${known}`;
    });
}
