import { percentDecoded } from '../../vocabulary/percent-decoded.ts';
import { findSecrets } from '../../compare/redaction/secret-spans.ts';
import { withoutFound } from './credential-text.ts';
import { isPlainWords } from './plain-words.ts';
import type { Placeholders } from './placeholders.ts';
import type { IsSecret, NamedValue } from './secret-members.ts';

/** It cannot contain a secret: only words and blanks. */
const plain = /^[A-Za-z ,.!?'\n-]*$/;

/**
 * A text with placeholders for its secrets, found in the same way as in shown bodies: by shape, and by the
 * name before them; and for words that were secrets elsewhere.
 */
export function withoutTextSecrets(text: string, placeholders: Placeholders): string {
  if (plain.test(text)) return text;
  return withoutKnownWords(withoutFoundSecrets(text, placeholders), placeholders);
}

function withoutFoundSecrets(text: string, placeholders: Placeholders): string {
  let out = '';
  let at = 0;
  for (const { start, end } of findSecrets(text, [])) {
    const found = text.slice(start, end);
    const isOpen = keyBefore.test(text.slice(at, start)) && isPlainWords(found);
    out += text.slice(at, start) + (isOpen ? found : withoutFound(found, placeholders));
    at = end;
  }
  return at === 0 ? text : out + text.slice(at);
}

/** `?key=theme` may name a setting, as in {@link isSecretMember}. */
const keyBefore = /[?&]keys?=$/i;

/**
 * Words in the possible forms of tokens, the longest first: `a.b=` in `/s/a.b=`, then `a` and `b`. Shorter
 * ones may have another meaning.
 */
const words = [/[\w.~%+/=:@-]{16,4096}/g, /[\w.~%+=-]{16,4096}/g, /[\w-]{16,4096}/g];

function withoutKnownWords(text: string, placeholders: Placeholders): string {
  let shown = text;
  for (const word of words) {
    shown = shown.replaceAll(word, (found) => placeholders.known(found) ?? found);
  }
  return shown;
}

/** In a field's value, a URL may end at a quote or a bracket; in a target, these belong to the value. */
const fieldParameter = /([?&;#]|^)([^=&;#?\s"'<>]{1,512})=([^&#\s"<>]*)/g;
const targetParameter = /([?&;#]|^)([^=&;#?]{1,512})=([^&#]*)/g;
const userinfo = /(?<=^[a-z][a-z0-9+.-]{0,30}:\/\/|^\/\/)[^/@\s]+(?=@)/i;

/** A form with placeholders for the fields whose names mark secrets, and for secrets in the others. */
export function withoutFormSecrets(
  form: string,
  isSecret: IsSecret,
  placeholders: Placeholders,
): string {
  const shown = form.replaceAll(formField, (whole, before: string, name: string, value: string) => {
    if (value === '' || !isSecret(decodedName(name), textValue(value))) return whole;
    return `${before}${name}=${placeholders.of(value)}`;
  });
  return withoutTextSecrets(withoutUrlSecrets(shown, isSecret, placeholders), placeholders);
}

/** Curl and the like do not encode a quote in it; a line end after the last one does not belong to it. */
const formField = /(&|^)([^=&]{1,512})=([^&]*?)(?=&|\s*$)/g;

/** A request target, with placeholders for its userinfo and for secrets in its parameters. */
export function withoutTargetSecrets(
  target: string,
  isSecret: IsSecret,
  placeholders: Placeholders,
): string {
  return withoutParameters(target, targetParameter, isSecret, placeholders);
}

/** A URL, or a value with URLs, with placeholders for its userinfo and for parameters that are secrets. */
export function withoutUrlSecrets(
  url: string,
  isSecret: IsSecret,
  placeholders: Placeholders,
): string {
  return withoutParameters(url, fieldParameter, isSecret, placeholders);
}

function withoutParameters(
  url: string,
  parameter: RegExp,
  isSecret: IsSecret,
  placeholders: Placeholders,
): string {
  return url
    .replace(userinfo, (found) => placeholders.of(found))
    .replaceAll(parameter, (whole, before: string, name: string, value: string) => {
      if (value === '') return whole;
      if (isSecret(decodedName(name), textValue(value))) {
        return `${before}${name}=${placeholders.of(value)}`;
      }
      const known = placeholders.known(value);
      return known === undefined ? whole : `${before}${name}=${known}`;
    });
}

function textValue(value: string): NamedValue {
  return { text: percentDecoded(value), isNumber: false };
}

function decodedName(name: string): string {
  return percentDecoded(name.replaceAll('+', ' '));
}
