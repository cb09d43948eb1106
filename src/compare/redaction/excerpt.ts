import { exactNumberText } from '../../vocabulary/exact-number.ts';
import type { RuleState } from '../rules/rule-state.ts';
import type { Redactor } from './redactor.ts';
import { isSecretMember } from '../../vocabulary/secret-names.ts';

/** The number of characters of a value to show. */
const excerptChars = 120;

/** The part of a string that is searched for secrets, which is more than is shown. */
const searchedChars = 8 * 1024;

/** A longer text is not searched for secrets, so nothing in it is shown. */
const searchedWholeChars = 1024 * 1024;

/** The part of a hidden object's JSON that its digest covers. */
const digestedChars = 1024;

/**
 * A JSON value as one short line of JSON, redacted, with control characters escaped. The cost depends on what
 * is shown, not on the size or depth of the value.
 *
 * @param secret the value is below a secret's name
 * @param secretPaths how far the user's secret paths have matched; null if they match nothing here
 */
export function excerptOfJson(
  redactor: Redactor,
  value: unknown,
  secret: boolean,
  secretPaths: RuleState | null = null,
): string {
  if (secret || secretPaths?.matched === true) return hiddenJson(redactor, value);
  if (typeof value === 'string') {
    return withSize(redactor, quoted(redactor, value), exactNumberText(value) ?? value);
  }
  const out = { text: '' };
  appendJson(out, value, { limit: excerptChars, override, name }, null, secretPaths);
  return cut(out.text);

  function override(leaf: unknown, key: Key, paths: RuleState | null): string | null {
    const hidden =
      paths?.matched === true || (typeof key === 'string' && isSecretMember(key, leaf));
    if (hidden) return hiddenJson(redactor, leaf);
    if (typeof leaf === 'string') return quoted(redactor, leaf);
    if (typeof leaf !== 'number') return null;
    // A list of numbers may encode a text, as tokens or an embedding do.
    if (!redactor.showsText && typeof key === 'number') return '‹number›';
    return redactor.nameWithoutSecrets(String(leaf));
  }

  function name(key: string): string {
    const shown = redactor.nameWithoutSecrets(key.slice(0, searchedChars));
    return escapeInvisible(JSON.stringify(shown));
  }
}

/** Shows text that is not JSON, such as a header's value, in the same way. */
export function excerptOfText(redactor: Redactor, text: string): string {
  const shown = escapeInvisible(redactor.withoutSecrets(text.slice(0, searchedChars)));
  return withSize(redactor, shown, text);
}

/** A part of a text, from `start` up to `end`, shown as {@link excerptOfText} shows the whole. */
export function excerptOfPart(
  redactor: Redactor,
  text: string,
  start: number,
  end: number,
): string {
  if (text.length > searchedWholeChars) {
    return `‹${end - start} characters, ${redactor.digest(text.slice(start, end))}›`;
  }
  const shown = escapeInvisible(redactor.withoutSecrets(text, start, end));
  return withSize(redactor, shown, text.slice(start, end));
}

/** A key in a path may be a secret, like any value. */
export function excerptOfKey(redactor: Redactor, key: string): string {
  return cut(redactor.nameWithoutSecrets(key.slice(0, searchedChars)));
}

/** Two long texts may begin with the same characters: the digest shows that they differ. */
function withSize(redactor: Redactor, shown: string, whole: string): string {
  if (shown.length <= excerptChars) return shown;
  return `${cut(shown)} (${whole.length} characters, ${redactor.digest(whole)})`;
}

/** A string in quotes; a number that is kept as a marked string as a number. */
function quoted(redactor: Redactor, value: string): string {
  const exact = exactNumberText(value);
  if (exact !== null) return redactor.nameWithoutSecrets(exact);
  return escapeInvisible(JSON.stringify(redactor.withoutSecrets(value.slice(0, searchedChars))));
}

/** Null and the empty string are not secrets, and readers should see them. */
function hiddenJson(redactor: Redactor, value: unknown): string {
  if (value === null || value === '' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'string') return redactor.hidden(value);
  const out = { text: '' };
  const style = { limit: digestedChars, override: () => null, name: JSON.stringify };
  appendJson(out, value, style, null, null);
  return redactor.hidden(out.text);
}

/** The name of an object's member, the index of an array's element, or neither. */
type Key = string | number | null;

interface JsonStyle {
  /** The approximate number of characters to write. */
  readonly limit: number;
  /** The text to write in place of a value's JSON; null for its JSON. */
  override(value: unknown, key: Key, paths: RuleState | null): string | null;
  /** The name of a member, in quotes. */
  name(name: string): string;
}

/**
 * Writes JSON until there are enough characters. The recursion is not deeper than that, since every level
 * writes a bracket first.
 */
function appendJson(
  out: { text: string },
  value: unknown,
  style: JsonStyle,
  key: Key,
  paths: RuleState | null,
): void {
  const instead = style.override(value, key, paths);
  if (instead !== null) {
    out.text += instead;
  } else if (Array.isArray(value)) {
    out.text += '[';
    for (let i = 0; i < value.length && out.text.length <= style.limit; i += 1) {
      if (i > 0) out.text += ',';
      appendJson(out, value[i], style, i, paths?.child(i) ?? null);
    }
    out.text += ']';
  } else if (typeof value === 'object' && value !== null) {
    out.text += '{';
    let separator = '';
    for (const [name, member] of Object.entries(value)) {
      if (out.text.length > style.limit) break;
      out.text += `${separator}${style.name(name)}:`;
      separator = ',';
      appendJson(out, member, style, name, paths?.child(name) ?? null);
    }
    out.text += '}';
  } else {
    out.text += JSON.stringify(value);
  }
}

/** Does not cut between the halves of a surrogate pair. */
function cut(text: string): string {
  if (text.length <= excerptChars) return text;
  const last = text.charCodeAt(excerptChars - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, splitsPair ? excerptChars - 1 : excerptChars)}…`;
}

/**
 * Control, bidirectional and zero-width characters: they could make a report appear to say something else.
 */
const invisible =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Writes such characters as escapes. */
export function escapeInvisible(text: string): string {
  return text.replaceAll(
    invisible,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
