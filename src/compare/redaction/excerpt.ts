import { exactNumberText } from '../json/exact-number.ts';
import type { Redactor } from './redactor.ts';
import { isSecretName } from './secret-names.ts';

/** Characters of a value that are shown. */
const excerptChars = 120;

/** Secrets are looked for in this much of a string, which is more than is shown of it. */
const searchedChars = 8 * 1024;

/** A hidden object's digest is of this much of its JSON. */
const digestedChars = 1024;

/**
 * A JSON value as one short line of JSON, redacted, with control characters escaped. Costs what is
 * shown, however large or deep the value is.
 *
 * @param secret the value stands somewhere below a secret's name
 */
export function excerptOfJson(redactor: Redactor, value: unknown, secret: boolean): string {
  if (secret) return hiddenJson(redactor, value);
  if (typeof value === 'string') {
    return withSize(redactor, quoted(redactor, value), exactNumberText(value) ?? value);
  }
  const out = { text: '' };
  appendJson(out, value, excerptChars, (leaf, key) => {
    if (key !== null && isSecretName(key)) return hiddenJson(redactor, leaf);
    return typeof leaf === 'string' ? quoted(redactor, leaf) : null;
  });
  return cut(out.text);
}

/** Text that is not JSON, such as a header's value, the same way. */
export function excerptOfText(redactor: Redactor, text: string): string {
  const shown = escapeInvisible(redactor.withoutSecrets(text.slice(0, searchedChars)));
  return withSize(redactor, shown, text);
}

/** A key in a path: it may be a secret as well as any value. */
export function excerptOfKey(redactor: Redactor, key: string): string {
  return cut(redactor.withoutSecrets(key.slice(0, searchedChars)));
}

/** Two long texts may begin alike: the digest shows that they differ. */
function withSize(redactor: Redactor, shown: string, whole: string): string {
  if (shown.length <= excerptChars) return shown;
  return `${cut(shown)} (${whole.length} characters, ${redactor.digest(whole)})`;
}

/** A string in quotes; a number that is kept as a marked string as the number it is. */
function quoted(redactor: Redactor, value: string): string {
  const exact = exactNumberText(value);
  if (exact !== null) return exact;
  return escapeInvisible(JSON.stringify(redactor.withoutSecrets(value.slice(0, searchedChars))));
}

/** Nothing is secret about null and the empty string, and a reader should see them. */
function hiddenJson(redactor: Redactor, value: unknown): string {
  if (value === null || value === '' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'string') return redactor.hidden(value);
  const out = { text: '' };
  appendJson(out, value, digestedChars, () => null);
  return redactor.hidden(out.text);
}

/**
 * Writes JSON until there are `limit` characters. Recurses no deeper than that, since every level
 * writes a bracket first.
 *
 * @param override what to write for a value in place of its JSON; null for its JSON
 */
function appendJson(
  out: { text: string },
  value: unknown,
  limit: number,
  override: (value: unknown, key: string | null) => string | null,
  key: string | null = null,
): void {
  const instead = override(value, key);
  if (instead !== null) {
    out.text += instead;
  } else if (Array.isArray(value)) {
    out.text += '[';
    for (let i = 0; i < value.length && out.text.length <= limit; i += 1) {
      if (i > 0) out.text += ',';
      appendJson(out, value[i], limit, override);
    }
    out.text += ']';
  } else if (typeof value === 'object' && value !== null) {
    out.text += '{';
    let separator = '';
    for (const [name, member] of Object.entries(value)) {
      if (out.text.length > limit) break;
      out.text += `${separator}${override(name, null) ?? JSON.stringify(name)}:`;
      separator = ',';
      appendJson(out, member, limit, override, name);
    }
    out.text += '}';
  } else {
    out.text += JSON.stringify(value);
  }
}

/** Never between the halves of a surrogate pair. */
function cut(text: string): string {
  if (text.length <= excerptChars) return text;
  const last = text.charCodeAt(excerptChars - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, splitsPair ? excerptChars - 1 : excerptChars)}…`;
}

/** Control, bidirectional and zero-width characters: they could make a report read as what it is not. */
const invisible =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

function escapeInvisible(text: string): string {
  return text.replaceAll(
    invisible,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
