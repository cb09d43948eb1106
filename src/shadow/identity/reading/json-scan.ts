import { insideOf } from '../recognizing/field-context.ts';

/** A string or number as it is written in a document, or the name of a member. */
export interface ScannedScalar {
  /** The position of the scalar as written, with the quotes of a string. */
  readonly start: number;
  readonly end: number;
  readonly isString: boolean;
  /** It is the name of a member, not a value. */
  readonly isKey: boolean;
  /** The name of its member, or of the member that holds its arrays. */
  readonly name: string;
  /** The name of the surrounding object; null if it has none. */
  readonly around: string | null;
}

interface Level {
  readonly isObject: boolean;
  /** The name of the member that holds it. */
  readonly name: string;
  readonly around: string | null;
  /** The name of the current member. */
  key: string;
  /** Whether a name comes next. */
  atKey: boolean;
}

const depthMax = 200;

/**
 * Reads a JSON text from left to right and reports every string, number and name with its position, so that a
 * caller can rewrite some of them and keep everything else.
 *
 * @returns false if the text is not JSON, or nested too deeply: then the reports are meaningless
 */
export function scanJson(text: string, visit: (scalar: ScannedScalar) => void): boolean {
  const levels: Level[] = [];
  let at = 0;
  while (at < text.length) {
    const level = levels.at(-1);
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = stringEnd(text, at);
      if (end < 0) return false;
      const isKey = level?.isObject === true && level.atKey;
      report(text, { start: at, end, isString: true, isKey }, level, visit);
      at = end;
    } else if (code === 0x7b || code === 0x5b) {
      if (levels.length === depthMax) return false;
      levels.push(openLevel(code === 0x7b, level));
      at += 1;
    } else if (code === 0x7d || code === 0x5d) {
      if (levels.pop()?.isObject !== (code === 0x7d)) return false;
      at += 1;
    } else if (code === 0x2c) {
      if (level === undefined) return false;
      level.atKey = true;
      at += 1;
    } else if (isNumberStart(code)) {
      const end = wordEnd(text, at);
      report(text, { start: at, end, isString: false, isKey: false }, level, visit);
      at = end;
    } else {
      const next = at + betweenChars(text, at, code);
      if (next === at) return false;
      at = next;
    }
  }
  return levels.length === 0;
}

function openLevel(isObject: boolean, outer: Level | undefined): Level {
  const name = outer === undefined ? '' : outer.isObject ? outer.key : outer.name;
  const outside = outer?.around ?? null;
  return {
    isObject,
    name,
    around: isObject ? insideOf(name, outside) : outside,
    key: '',
    atKey: true,
  };
}

function report(
  text: string,
  span: Pick<ScannedScalar, 'start' | 'end' | 'isString' | 'isKey'>,
  level: Level | undefined,
  visit: (scalar: ScannedScalar) => void,
): void {
  const around = level?.around ?? null;
  if (level === undefined || !level.isObject) {
    visit({ ...span, name: level?.name ?? '', around });
  } else if (span.isKey) {
    level.key = stringIn(text, span.start, span.end) ?? '';
    level.atKey = false;
    visit({ ...span, name: level.name, around });
  } else {
    visit({ ...span, name: level.key, around });
  }
}

/** The value of a string; null if it is not well-formed. */
export function stringIn(text: string, start: number, end: number): string | null {
  const inner = text.slice(start + 1, end - 1);
  if (!inner.includes('\\')) return inner;
  try {
    return JSON.parse(text.slice(start, end)) as string;
  } catch {
    return null;
  }
}

function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return -1;
}

/** The length of white space, a colon or a literal name; 0 for anything else, which is not JSON. */
function betweenChars(text: string, at: number, code: number): number {
  if (code <= 0x20 || code === 0x3a || code === byteOrderMark) return 1;
  return literals.find((literal) => text.startsWith(literal, at))?.length ?? 0;
}

const byteOrderMark = 0xfeff;
const literals = ['true', 'false', 'null'];

function isNumberStart(code: number): boolean {
  return code === 0x2d || (code >= 0x30 && code <= 0x39);
}

function wordEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && /[\d.eE+-]/.test(text.charAt(end))) end += 1;
  return end;
}
