import { looksMinted } from '../../../vocabulary/identifier.ts';

/** Nothing longer is looked up: sessions in cookies and JWTs are shorter. */
export const identityCharsMax = 4096;

/** So many characters, if they look minted, are not minted twice by chance. */
const unmistakableCharsMin = 12;

/** A JSON scalar as identities are kept; null for what is none by its form. */
export function identityText(value: unknown): string | null {
  if (typeof value === 'string') return isWhole(value) ? value : null;
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? String(value)
    : null;
}

/** One token, neither nothing nor a text. */
export function isWhole(text: string): boolean {
  return text !== '' && text.length <= identityCharsMax && !notInTokens.test(text);
}

// eslint-disable-next-line no-control-regex
const notInTokens = /[\s\u0000-\u001f\u007f"<>{}]/;

/** What the form of a text says. */
interface Form {
  readonly isUnmistakable: boolean;
  readonly looksLikeIdentity: boolean;
}

/** It identifies one thing among all, of whatever kind, wherever it stands. */
export function isUnmistakable(text: string): boolean {
  return (
    text.length >= unmistakableCharsMin &&
    text.length <= identityCharsMax &&
    formOf(text).isUnmistakable
  );
}

/** Whether it may have been minted, when its name says that it is an identity. */
export function looksLikeIdentity(text: string): boolean {
  return formOf(text).looksLikeIdentity;
}

/** Whether two deployments seem to have drawn their texts at random: words would be equal. */
export function areDrawn(ours: string, theirs: string): boolean {
  if (looksDrawn(ours) || looksDrawn(theirs)) return true;
  const [least, most] = [
    Math.min(ours.length, theirs.length),
    Math.max(ours.length, theirs.length),
  ];
  if (least < drawnCharsMin || most > least + lengthsApart) return false;
  return (
    ours.slice(0, 3) !== theirs.slice(0, 3) && [ours, theirs].every((text) => /^\w+$/.test(text))
  );
}

/** How much the lengths of ids from one generator differ. */
const lengthsApart = 4;

/**
 * Whether a text looks random: no word or number has its characters in such an order. Two things may have
 * the same text by chance, but hardly two of the known ones.
 */
export function looksDrawn(text: string): boolean {
  if (text.length < drawnCharsMin || text.length > identityCharsMax) return false;
  return oneToken.test(text) && !isTimeOrNumber(text) && !isWordy(text);
}

/** An exchange asks of the same few texts ten times; more than these it has not in mind at once. */
const formsMax = 512;
const forms = new Map<string, Form>();

function formOf(text: string): Form {
  const known = forms.get(text);
  if (known !== undefined) return known;
  const form = readForm(text);
  if (forms.size === formsMax) forms.clear();
  if (text.length <= rememberedCharsMax) forms.set(text, form);
  return form;
}

const rememberedCharsMax = 256;

function readForm(text: string): Form {
  const isMinted = looksMinted(text) || isScrambled(text);
  return {
    isUnmistakable: isMinted && !isTimeOrNumber(text) && !isAddress(text),
    looksLikeIdentity: (isMinted || isReadOutCode(text)) && !isTime(text),
  };
}

export const drawnCharsMin = 8;
const oneToken = /^[\w.~-]+$/;

/** Whether a text consists of words that may end with a number: `how-to-train-7`, `createdAt`, `v1.2`. */
function isWordy(text: string): boolean {
  return text.split(/[-_.~]/).every(isWord);
}

function isWord(part: string): boolean {
  const letters = part.replace(/\d{1,6}$/, '');
  if (letters.length <= 3) return true;
  return (
    /^[A-Za-z]+$/.test(letters) && (letters.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? []).every(isSpoken)
  );
}

/** Whether a run of letters can be pronounced, as the two in `createdAt`. */
function isSpoken(run: string): boolean {
  return run.length > 1 && /[aeiouy]/i.test(run) && !/[^aeiouy]{5}/i.test(run);
}

/** RFC 8628, section 6.1: codes that people type have no vowels, lest they make words. */
function isReadOutCode(text: string): boolean {
  return text.length >= 6 && /^[B-DF-HJ-NP-TV-Z0-9]{3,}(?:-[B-DF-HJ-NP-TV-Z0-9]{3,})*$/.test(text);
}

const scrambledCharsMin = 12;
/** Of letters in one case; those of words are longer, and those of chance 1.7 on average. */
const runCharsMax = 3.5;

/** Letters in either case take turns as in no words, wherever it is cut. */
function isScrambled(text: string): boolean {
  if (text.length < scrambledCharsMin) return false;
  const lower = text.match(/[a-z]+/g) ?? [];
  const upper = text.match(/[A-Z]+/g) ?? [];
  return (
    upper.length >= 3 && averageChars(lower) < runCharsMax && averageChars(upper) < runCharsMax
  );
}

function averageChars(runs: readonly string[]): number {
  return runs.reduce((sum, run) => sum + run.length, 0) / runs.length;
}

/** What chance, once in hundreds of tokens, makes look like words. */
export function mayBeToken(text: string): boolean {
  return text.length >= 20 && /[A-Z].*[A-Z].*[A-Z]/.test(text) && /[a-z].*[a-z].*[a-z]/.test(text);
}

/** Numbers of any length, dates and times. */
function isTimeOrNumber(text: string): boolean {
  return /^[+-]?[\d.,:_ /-]+$/.test(text) || isTime(text);
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\d(?:[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text);
}

/** Of a host, a page or a picture: what is in it is looked at by itself. */
function isAddress(text: string): boolean {
  return text.startsWith('/') || text.includes('://');
}

export function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}

/** RFC 7519: two that were made in the same second for the same claims are the same. */
export function isJwt(text: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}
