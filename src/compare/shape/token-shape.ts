/** Random characters. */
export interface TokenShape {
  readonly is: 'token';
  readonly name: string;
  /** By the characters that only one of the two has. */
  readonly alphabet: 'base64' | 'base64url' | 'any';
  readonly chars: number;
}

/** Random characters after a name that identifies their kind, `sk_live_…`. */
export interface PrefixedShape {
  readonly is: 'prefixed';
  readonly name: string;
  /** Never shown. */
  readonly prefix: string;
  readonly chars: number;
}

/** Characters without a space that are not clearly random. */
export interface WordShape {
  readonly is: 'word';
  readonly name: string;
  /** Clearly written by a person, and not a short token or one that looks like a word by chance. */
  readonly isWritten: boolean;
  readonly chars: number;
}

const tokenText = /^[A-Za-z0-9+/=_.~:%-]+$/;
const wordText = /^[A-Za-z0-9_.-]+$/;
const wordCharsMax = 32;
/** Shorter ones are too short to judge. */
export const tokenCharsMin = 8;

/** `sk_live_`, `chatcmpl-`, and a part that no word would be, or a UUID. */
const prefixed =
  /^((?:[a-z]{2,12}[_-]){1,3})(?:([A-Za-z0-9]{12,})|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$/;

export function prefixedShape(text: string, chars: number): PrefixedShape | null {
  const found = prefixed.exec(text);
  if (found === null) return null;
  const [, prefix = '', part] = found;
  if (part !== undefined && !/[0-9]/.test(part) && looksRandom(part) !== 'random') return null;
  return { is: 'prefixed', name: 'token with a prefix', prefix, chars };
}

/** Null if it has a character that neither may have. */
export function wordOrToken(text: string, chars: number): TokenShape | WordShape | null {
  if (!tokenText.test(text)) return null;
  const looks = looksRandom(text);
  if (looks !== 'random') {
    const name = wordText.test(text) && chars <= wordCharsMax ? 'word' : 'text';
    return { is: 'word', name, isWritten: looks === 'written', chars };
  }
  const isBase64 = /[+/]/.test(text);
  const alphabet = isBase64 === /[_-]/.test(text) ? 'any' : isBase64 ? 'base64' : 'base64url';
  const isNeither = /[.~:%]/.test(text);
  return { is: 'token', name: 'token', alphabet: isNeither ? 'any' : alphabet, chars };
}

/** A word, a word with a capital, a run of capitals or of digits. */
const runs = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;

/** Random letters and digits have runs of about 1.9 characters on average, or 2.5 in one case. */
const randomRunMax = 2.6;
const writtenRunMin = 3.5;
/** The part of a text that is enough to judge whether it is random. */
const judgedCharsMax = 96;

/**
 * Whether characters are random, judging by the length of runs of one kind. Between clear cases there is room
 * for tokens that look like words by chance.
 */
function looksRandom(whole: string): 'random' | 'written' | 'unclear' {
  const text = whole.slice(0, judgedCharsMax);
  if (text.length < tokenCharsMin) return 'written';
  const chunks = text.split(/[^A-Za-z0-9]+/).filter((chunk) => chunk !== '');
  const longest = chunks.reduce((best, chunk) => (chunk.length > best.length ? chunk : best), '');
  const averageRun = longest.length / (longest.match(runs)?.length ?? 1);
  if (longest.length >= tokenCharsMin && averageRun < randomRunMax) return 'random';
  const isOfWords = chunks.every((chunk) => (chunk.match(runs)?.length ?? 1) === 1);
  return averageRun >= writtenRunMin || isOfWords ? 'written' : 'unclear';
}
