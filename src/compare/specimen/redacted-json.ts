import { exactNumberText } from '../../vocabulary/exact-number.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { isNamedBeside, isSecretPair } from '../redaction/paired-secrets.ts';
import { isSecretMember } from '../../vocabulary/secret-names.ts';
import type { RuleState } from '../rules/rule-state.ts';

/** JSON that may be shown. */
export interface RedactedJson {
  /** Valid JSON; `‹512 more›` replaces what was left out. */
  readonly text: string;
  readonly cut: boolean;
}

/** More than people read, and far below the limit of recursion. */
const depthMax = 64;

/** Of one string. */
const stringCharsMax = 4096;

/**
 * Writes a document without its secrets, up to a size. Content is left out at the end of objects and arrays,
 * so that the rest keeps its position.
 *
 * @param secretPaths how far the user's secret paths have matched; null if they match nothing here
 */
export function redactedJson(
  redactor: Redactor,
  document: unknown,
  secretPaths: RuleState | null,
  charsMax: number,
): RedactedJson {
  let room = charsMax;
  let cut = false;

  function write(text: string): string {
    room -= text.length;
    return text;
  }

  function leftOut(text: string): string {
    cut = true;
    return write(JSON.stringify(text));
  }

  function hidden(value: unknown): string {
    if (value === null || value === '' || typeof value === 'boolean') return JSON.stringify(value);
    const whole = typeof value === 'string' ? value : boundedText(value);
    return JSON.stringify(redactor.hidden(whole));
  }

  function string(value: string): string {
    const exact = exactNumberText(value);
    if (exact !== null) {
      const shown = redactor.nameWithoutSecrets(exact);
      // The comparer writes 5e-324 as 5.e-324, which JSON does not allow.
      const literal = exact.replace('.e', 'e');
      return shown === exact && jsonNumber.test(literal) ? literal : JSON.stringify(shown);
    }
    if (!redactor.showsText) return JSON.stringify(redactor.withoutSecrets(value));
    const { text, isWhole } = redactor.redacted(value, 0, Math.min(value.length, stringCharsMax));
    if (!isWhole) cut = true;
    if (value.length <= stringCharsMax) return JSON.stringify(text);
    cut = true;
    const more = `‹${value.length - stringCharsMax} more, ${redactor.digest(value)}›`;
    return JSON.stringify(text + more);
  }

  function number(value: number): string {
    const text = String(value);
    const shown = redactor.nameWithoutSecrets(text);
    return shown === text ? text : JSON.stringify(shown);
  }

  function array(value: readonly unknown[], paths: RuleState | null, depth: number): string {
    const parts: string[] = [];
    const isPair = isSecretPair(value);
    for (const [index, element] of value.entries()) {
      if (room <= 0) {
        parts.push(leftOut(`‹${value.length - index} more›`));
        break;
      }
      if (isPair && index === 1) {
        parts.push(write(hidden(element)));
        continue;
      }
      const isText = !redactor.showsText && typeof element === 'number';
      parts.push(
        isText ? write('"‹number›"') : json(element, paths?.child(index) ?? null, depth + 1),
      );
    }
    return `[${parts.join(',')}]`;
  }

  function object(value: object, paths: RuleState | null, depth: number): string {
    const parts: string[] = [];
    const members = value as Record<string, unknown>;
    const names = Object.keys(value);
    for (const [index, name] of names.entries()) {
      if (room <= 0) {
        parts.push(`"‹…›":${leftOut(`‹${names.length - index} more›`)}`);
        break;
      }
      const member = members[name];
      const inner = paths?.child(name) ?? null;
      const key = write(JSON.stringify(shownKey(redactor, name)));
      const isSecret = isSecretMember(name, member) || isNamedBeside(members, name);
      const shown = isSecret ? write(hidden(member)) : json(member, inner, depth + 1);
      parts.push(`${key}:${shown}`);
    }
    return `{${parts.join(',')}}`;
  }

  function json(value: unknown, paths: RuleState | null, depth: number): string {
    if (paths?.matched === true) return write(hidden(value));
    if (typeof value === 'string') return write(string(value));
    if (typeof value === 'number') return write(number(value));
    if (typeof value !== 'object' || value === null) return write(JSON.stringify(value));
    if (depth >= depthMax) return leftOut('‹nested deeper›');
    room -= 2;
    return Array.isArray(value) ? array(value, paths, depth) : object(value, paths, depth);
  }

  return { text: json(document, secretPaths, 0), cut };
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** The name of a member as it is shown. */
export function shownKey(redactor: Redactor, name: string): string {
  return redactor.nameWithoutSecrets(name.slice(0, stringCharsMax));
}

/** The part of a hidden value that its digest covers. */
const digestedChars = 1024;

/** Enough of a value's JSON to distinguish it from others, however deep and large it is. */
function boundedText(value: unknown): string {
  let text = '';
  const waiting: unknown[] = [value];
  while (waiting.length > 0 && text.length < digestedChars) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) {
      text += `${JSON.stringify(next)},`;
      continue;
    }
    text += Array.isArray(next) ? '[' : '{';
    const entries = Object.entries(next).slice(0, digestedChars);
    for (const [name, member] of entries.toReversed()) waiting.push(member, name);
  }
  return text;
}
