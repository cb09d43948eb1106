import { pairedSecrets } from '../../compare/redaction/paired-secrets.ts';
import { looksMinted } from '../../vocabulary/identifier.ts';
import { hidesAllBelow } from '../../vocabulary/secret-names.ts';
import { withoutCredential } from './credential-text.ts';
import type { Placeholders } from './placeholders.ts';
import { type IsSecret, isSecretMember } from './secret-members.ts';
import { withoutTextSecrets } from './text-secrets.ts';

interface Level {
  readonly isObject: boolean;
  /** Everything in it is a secret, because of the name of a surrounding member. */
  readonly isSecret: boolean;
  /** A name comes next. */
  atName: boolean;
  /** The name of the current member; for an array, that of the member that holds it. */
  name: string;
}

/** The depth to which JSON inside of JSON strings is parsed. */
const nestedMax = 3;

/**
 * A JSON text with placeholders for its secrets: members by their names or those beside them, and strings
 * that were secrets elsewhere or look like secrets. Everything else stays unchanged.
 *
 * @returns null if the text is not JSON
 */
export function withoutJsonSecrets(
  text: string,
  placeholders: Placeholders,
  isSecret: IsSecret = isSecretMember,
  nested = 0,
): string | null {
  if (!isJson(text)) return null;
  const levels: Level[] = [];
  const paired = new Set(Array.from(pairedSecrets(text), ({ start }) => start));
  let out = '';
  let copied = 0;

  function put(start: number, end: number, replacement: string): void {
    out += text.slice(copied, start) + replacement;
    copied = end;
  }

  function onString(start: number, end: number): void {
    const level = levels.at(-1);
    const value = JSON.parse(text.slice(start, end)) as string;
    if (level?.isObject === true && level.atName) {
      level.name = value;
      level.atName = false;
      const known = shownName(value, level.isSecret, placeholders);
      if (known !== value) put(start, end, JSON.stringify(known));
      return;
    }
    const isHidden =
      paired.has(start) ||
      (level !== undefined &&
        (level.isSecret || isSecret(level.name, { text: value, isNumber: false })));
    const shown = isHidden
      ? withoutCredential(value, placeholders)
      : withoutHidden(value, placeholders, isSecret, nested);
    if (shown !== value) put(start, end, JSON.stringify(shown));
  }

  function onNumber(start: number, end: number): void {
    const level = levels.at(-1);
    const value = text.slice(start, end);
    // Within a secret, counts and amounts by their own names are not secrets: {"keys": {"7": {"requests": 6}}}.
    const isHidden =
      paired.has(start) ||
      (level !== undefined && isSecret(level.name, { text: value, isNumber: true }));
    const shown = isHidden ? placeholders.of(value) : placeholders.known(value);
    if (shown !== undefined) put(start, end, shown);
  }

  for (let at = 0; at < text.length;) {
    const level = levels.at(-1);
    const char = text.charAt(at);
    if (char === '"') {
      const end = stringEnd(text, at);
      onString(at, end);
      at = end;
      continue;
    }
    if (char === '{' || char === '[') levels.push(below(level, char === '{'));
    else if (char === '}' || char === ']') levels.pop();
    else if (char === ',' && level !== undefined) level.atName = true;
    else if (/[-\d]/.test(char)) {
      const end = at + (number.exec(text.slice(at, at + numberCharsMax))?.[0].length ?? 1);
      onNumber(at, end);
      at = end;
      continue;
    }
    at += 1;
  }
  return out + text.slice(copied);
}

const number = /^[-+.\deE]+/;
const numberCharsMax = 1024;

/** Shorter names in a secret member may be ids. */
const nameTokenChars = 16;

/** A name may be a secret itself, as in an object by tokens. */
function shownName(name: string, isSecret: boolean, placeholders: Placeholders): string {
  if (isSecret && name.length >= nameTokenChars && looksMinted(name)) return placeholders.of(name);
  return (
    placeholders.known(name) ?? (/\d/.test(name) ? withoutTextSecrets(name, placeholders) : name)
  );
}

/** For a string whose name does not mark a secret. */
function withoutHidden(
  value: string,
  placeholders: Placeholders,
  isSecret: IsSecret,
  nested: number,
): string {
  const known = placeholders.known(value);
  if (known !== undefined) return known;
  if (nested < nestedMax && /^\s*[[{]/.test(value)) {
    const inner = withoutJsonSecrets(value, placeholders, isSecret, nested + 1);
    if (inner !== null) return inner;
  }
  return withoutTextSecrets(value, placeholders);
}

function below(outer: Level | undefined, isObject: boolean): Level {
  const name = outer?.name ?? '';
  const isSecret = outer?.isSecret === true || (name !== '' && hidesAllBelow(name));
  // An element of an array has the name of the array.
  return { isObject, isSecret, atName: true, name: isObject ? '' : name };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The offset after the closing quote, in well-formed JSON. */
function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charAt(end - 1 - slashes) === '\\') slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
}
