import { looksMinted } from '../../../vocabulary/identifier.ts';

/** Longer texts are not looked up: sessions in cookies and JWTs are shorter. */
export const identityCharsMax = 4096;

/** A text of this length that looks minted is not minted twice by chance. */
const unmistakableCharsMin = 12;

/** A JSON scalar in the form in which identities are kept; null if its form rules out an identity. */
export function identityText(value: unknown): string | null {
  if (typeof value === 'string') return isWhole(value) ? value : null;
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? String(value)
    : null;
}

/** Whether it is one token, and neither empty nor a text. */
export function isWhole(text: string): boolean {
  return text !== '' && text.length <= identityCharsMax && !notInTokens.test(text);
}

// eslint-disable-next-line no-control-regex
const notInTokens = /[\s\u0000-\u001f\u007f"<>{}]/;

/** The result of looking at the form of a text. */
interface Form {
  readonly isUnmistakable: boolean;
  readonly looksLikeIdentity: boolean;
}

/** Whether it identifies one thing among all, of any kind and anywhere. */
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

/** The largest difference between the lengths of ids of one generator. */
const lengthsApart = 4;

/**
 * Whether a text looks random: no word or number has its characters in such an order. Two things may have the
 * same text by chance, but hardly two that are known.
 */
export function looksDrawn(text: string): boolean {
  if (text.length < drawnCharsMin || text.length > identityCharsMax) return false;
  return oneToken.test(text) && !isTimeOrNumber(text) && !isWordy(text);
}

/** An exchange checks the same few texts ten times, and rarely more than this number. */
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

/** RFC 8628, section 6.1: codes that people type have no vowels, so that they form no words. */
function isReadOutCode(text: string): boolean {
  return text.length >= 6 && /^[B-DF-HJ-NP-TV-Z0-9]{3,}(?:-[B-DF-HJ-NP-TV-Z0-9]{3,})*$/.test(text);
}

const scrambledCharsMin = 12;
/**
 * The limit for the average run of letters in one case: runs are longer in words, and 1.7 on average in
 * random texts.
 */
const runCharsMax = 3.5;

/** Letter case alternates as in no words, at any division of the text. */
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

/** Also accepts random tokens that look like words, which happens once in hundreds of tokens. */
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

/** The address of a host, a page or a picture. The parts of a URL are checked separately. */
function isAddress(text: string): boolean {
  return text.startsWith('/') || text.includes('://');
}

export function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}

/** RFC 7519: two JWTs for the same claims that were made in the same second are equal. */
export function isJwt(text: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}
