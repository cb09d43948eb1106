import { randomBytes } from 'node:crypto';
import { parseJson } from './parse-json.ts';
import { scanText } from './text-scan.ts';

/**
 * `JSON.parse` keeps decimals of up to 15 significant digits apart; longer ones, and those at the
 * edge of what a double holds, may fall together. Those few are parsed as strings that begin with
 * this mark and go on with the number in canonical form, so that equal strings are equal numbers.
 * Random, so that no body can contain it.
 */
const mark = `number:${randomBytes(16).toString('hex')}:`;

const exactDigits = 15;
/** Beyond these powers of ten doubles lose digits or overflow. */
const exactExponentMax = 290;

/** A parsed document. */
export interface ExactJson {
  readonly value: unknown;
  /** It holds numbers that {@link exactNumberText} reads. */
  readonly marked: boolean;
  /** Members that its objects have in the text; more than in `value` where a name comes again. */
  readonly members: number;
}

/**
 * Parses JSON without letting different numbers become equal: a number comes out as a double when
 * a double distinguishes it from all others, else as a marked string.
 *
 * @param bytes the same text in UTF-8, for the scan that decides which way to parse
 * @throws SyntaxError as `JSON.parse` does; its message quotes the text, so it must not be logged
 */
export function parseExactly(text: string, bytes: Uint8Array): ExactJson {
  const { members, hasInexact } = scanText(bytes);
  const parsed = hasInexact ? withMarkedNumbers(text, canonicalIfInexact) : text;
  return { value: parseJson(parsed), marked: hasInexact, members };
}

/**
 * Parses JSON so that numbers differ where they are written differently, as 1.10 and 1.1 are.
 *
 * @throws SyntaxError as `JSON.parse` does; its message quotes the text, so it must not be logged
 */
export function parseLexically(text: string): unknown {
  return parseJson(withMarkedNumbers(text, literalIfUnusual));
}

/** The canonical text of a number that {@link parseExactly} could not give as a double. */
export function exactNumberText(value: string): string | null {
  return value.startsWith(mark) ? value.slice(mark.length) : null;
}

/** Nobody writes longer numbers. */
const numberCharsMax = 400;

/**
 * A number that is written as JSON writes it, as {@link parseExactly} would give it: a double, or a
 * marked string. Null for another text.
 */
export function exactNumber(literal: string): number | string | null {
  if (literal.length > numberCharsMax || !numberParts.test(literal)) return null;
  const marked = canonicalIfInexact(literal);
  return marked === null ? Number(literal) : mark + marked;
}

/**
 * Some numbers become marked strings. What was not JSON before is not JSON afterwards: only numbers
 * by JSON's grammar are touched, and none that stands where a key should.
 *
 * @param markedText what to write for a number; null where it stays a number
 */
function withMarkedNumbers(text: string, markedText: (literal: string) => string | null): string {
  let out = '';
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = stringEnd(text, at);
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const end = numberEnd(text, at);
      const marked = markedText(text.slice(at, end));
      if (marked !== null && !isKey(text, end)) {
        out += `${text.slice(copied, at)}"${mark}${marked}"`;
        copied = end;
      }
      at = end;
    } else {
      at += 1;
    }
  }
  return out + text.slice(copied);
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) break;
    at += code === 0x5c ? 2 : 1;
  }
  return at + 1;
}

function numberEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isNumberCode(text.charCodeAt(at))) at += 1;
  return at;
}

function isNumberCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2e ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x45 ||
    code === 0x65
  );
}

function isKey(text: string, numberEnd: number): boolean {
  let at = numberEnd;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return text.charCodeAt(at) === 0x3a;
}

/** Shorter ones have neither 16 digits nor a digit and an exponent of three. */
const shortNumberChars = 5;

/** The grammar of RFC 8259, section 6. */
const numberParts = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?)0*([0-9]+))?$/;

/** Exponents of more digits than this are compared as they are written. */
const exponentCharsMax = 15;

/** One text for all the ways to write a number, or null where a double is exact enough. */
function canonicalIfInexact(literal: string): string | null {
  if (literal.length < shortNumberChars) return null;
  const parts = numberParts.exec(literal);
  if (parts === null) return null;
  const [, sign = '', whole = '', fraction = '', exponentSign = '', exponentText = '0'] = parts;
  const all = whole + fraction;
  const first = firstNonZero(all);
  if (first === all.length) return null;
  const last = lastNonZero(all);
  const digits = all.slice(first, last + 1);
  if (exponentText.length > exponentCharsMax) {
    return `${sign}${whole}.${fraction}e${exponentSign}${exponentText}`;
  }
  const written = Number(exponentText) * (exponentSign === '-' ? -1 : 1);
  const power = written - fraction.length + (all.length - 1 - last);
  const magnitude = power + digits.length - 1;
  if (digits.length <= exactDigits && Math.abs(magnitude) <= exactExponentMax) return null;
  return sign + decimalText(digits, power, magnitude);
}

/** Null for a number that is written as JavaScript writes it, which most are. */
function literalIfUnusual(literal: string): string | null {
  return String(Number(literal)) === literal || !numberParts.test(literal) ? null : literal;
}

/** Plain where it is short, so that an id is shown as it was sent. */
function decimalText(digits: string, power: number, magnitude: number): string {
  if (power >= 0 && magnitude < 40) return digits + '0'.repeat(power);
  if (power < 0 && magnitude >= 0) {
    return `${digits.slice(0, magnitude + 1)}.${digits.slice(magnitude + 1)}`;
  }
  if (power < 0 && magnitude > -8) return `0.${'0'.repeat(-magnitude - 1)}${digits}`;
  return `${digits.slice(0, 1)}.${digits.slice(1)}e${magnitude}`;
}

function firstNonZero(digits: string): number {
  let at = 0;
  while (digits.charCodeAt(at) === 0x30) at += 1;
  return at;
}

function lastNonZero(digits: string): number {
  let at = digits.length - 1;
  while (digits.charCodeAt(at) === 0x30) at -= 1;
  return at;
}
