import {
  type PrefixedShape,
  prefixedShape,
  type TokenShape,
  wordOrToken,
  type WordShape,
} from './token-shape.ts';

/** The appearance of a text; see `ValueShape`. */
export type TextShape =
  | PlainShape
  | DigitsShape
  | HexShape
  | TimeShape
  | PathShape
  | TokenShape
  | PrefixedShape
  | WordShape
  | SentenceShape;

/** Two of these are the same shape if their names are equal. */
interface PlainShape {
  readonly is: 'plain';
  readonly name: string;
}

/** A number in a text. */
interface DigitsShape {
  readonly is: 'digits';
  readonly name: string;
  /** The number of characters; null if they are not only digits. */
  readonly digits: number | null;
}

interface HexShape {
  readonly is: 'hex';
  readonly name: string;
  readonly letterCase: 'lower' | 'upper';
  readonly digits: number;
}

/** A date with a time of day, as in RFC 3339 and in the formats of databases. */
export interface TimeShape {
  readonly is: 'time';
  readonly name: string;
  readonly separator: 'T' | 'space';
  readonly zone: 'Z' | 'offset' | 'none';
  /** Digits of the fraction of a second, without zeros at the end. */
  readonly fractionDigits: number;
}

interface PathShape {
  readonly is: 'path';
  readonly name: string;
  readonly chars: number;
  /** It contains only characters of base64. */
  readonly isBase64: boolean;
}

interface SentenceShape {
  readonly is: 'text';
  readonly name: string;
  /** A few words without punctuation, such as the name of a person or a state. */
  readonly isShort: boolean;
}

/** The shape of a longer text is that of its beginning. */
const lookedAtChars = 512;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ulid = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const jwt = /^eyJ[\w-]+\.eyJ[\w.-]*$/;
const hexOnly = /^(?:[0-9a-f]{8,}|[0-9A-F]{8,})$/;
const number = /^(-?)[0-9]+(\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$/;
const date = /^\d{4}-[01]\d-[0-3]\d$/;
const time =
  /^\d{4}-[01]\d-[0-3]\d([Tt ])[0-2]\d:[0-5]\d(?::[0-6]\d(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?$/;
const httpDate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const duration = /^-?P(?=[\dT])(?:\d+[YMWD])*(?:T(?:\d+(?:[.,]\d+)?[HMS])+)?$/;
const email = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/;
const url = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/\S+$/;
const path = /^\/\S*$/;
const paddedBase64 = /^(?:[A-Za-z0-9+/]{4}){2,}(?:[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/;
const base64 = /^[A-Za-z0-9+/]+$/;
/** Characters between the letters of a name, `Jean-Luc O'Neill`; anything else makes a sentence. */
const fewWords = /^[\p{L}\p{M}\p{N}_'’-]+(?:\.? [\p{L}\p{M}\p{N}_'’-]+){0,3}$/u;
const fewWordsChars = 40;
const objectIdDigits = 24;

export function textShape(whole: string): TextShape {
  if (whole === '') return { is: 'plain', name: 'empty text' };
  const text = whole.length > lookedAtChars ? whole.slice(0, lookedAtChars) : whole;
  if (/\s/.test(text)) return timeShape(text) ?? spacedShape(text);
  return (
    identifierShape(text, whole.length) ??
    numberShape(text) ??
    timeShape(text) ??
    addressShape(text, whole.length) ??
    prefixedShape(text, whole.length) ??
    wordOrToken(text, whole.length) ??
    sentenceShape(text)
  );
}

function identifierShape(text: string, chars: number): TextShape | null {
  if (uuid.test(text)) {
    return { is: 'plain', name: /[A-F]/.test(text) ? 'uppercase uuid' : 'uuid' };
  }
  if (hexOnly.test(text) && /[A-Fa-f]/.test(text)) return hexShape(text, chars);
  if (ulid.test(text)) return { is: 'plain', name: 'ulid' };
  if (jwt.test(text)) return { is: 'plain', name: 'jwt' };
  if (paddedBase64.test(text))
    return { is: 'token', name: 'token', alphabet: alphabetOf(text), chars };
  return null;
}

function alphabetOf(text: string): TokenShape['alphabet'] {
  return /[+/]/.test(text) ? 'base64' : 'any';
}

function hexShape(text: string, digits: number): HexShape {
  const letterCase = /[A-F]/.test(text) ? 'upper' : 'lower';
  const isObjectId = digits === objectIdDigits && letterCase === 'lower';
  const counted = isObjectId ? 'object id' : `hex of ${digits}`;
  const name = letterCase === 'upper' ? `uppercase ${counted}` : counted;
  return { is: 'hex', name, letterCase, digits };
}

function numberShape(text: string): DigitsShape | null {
  const found = number.exec(text);
  if (found === null) return null;
  const name = found[1] === '-' ? 'negative number as text' : 'number as text';
  return { is: 'digits', name, digits: /^[0-9]+$/.test(text) ? text.length : null };
}

function timeShape(text: string): TextShape | null {
  if (date.test(text)) return { is: 'plain', name: 'date' };
  if (httpDate.test(text)) return { is: 'plain', name: 'HTTP date' };
  const found = time.exec(text);
  if (found === null) return duration.test(text) ? { is: 'plain', name: 'duration' } : null;
  const [, separator = '', fraction = '', zone] = found;
  return {
    is: 'time',
    name: 'time',
    separator: separator === ' ' ? 'space' : 'T',
    zone: zone === undefined ? 'none' : zone.length === 1 ? 'Z' : 'offset',
    fractionDigits: fraction.replace(/0+$/, '').length,
  };
}

function addressShape(text: string, chars: number): TextShape | null {
  if (email.test(text)) return { is: 'plain', name: 'email' };
  if (url.test(text)) return { is: 'plain', name: 'url' };
  if (!path.test(text)) return null;
  return { is: 'path', name: 'path', chars, isBase64: base64.test(text) };
}

function spacedShape(text: string): TextShape {
  return sentenceShape(text.trim());
}

function sentenceShape(text: string): SentenceShape {
  return { is: 'text', name: 'text', isShort: text.length <= fewWordsChars && fewWords.test(text) };
}
