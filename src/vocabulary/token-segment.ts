import { looksMinted } from './identifier.ts';

/** A pattern for path segments that a token follows, as in links that are mailed or opened once. */
export const tokenMarkers =
  'resets?|password-?resets?|reset-?passwords?|recover|recovery|forgot(?:-?password)?|' +
  'invites?|invitations?|join|token|verify|verification|verify-?email|confirm|confirmation|' +
  'confirm-?email|activate|activation|unsubscribe|magic|magic-?link|passwordless|otp|shared?';

const marker = new RegExp(`^(?:${tokenMarkers})$`, 'i');

/** Whether a token may follow this segment. */
export function isTokenMarker(segment: string): boolean {
  return marker.test(segment);
}

/** The longest runs of letters that people write as one word: `acknowledgement`; `internationalization`. */
const wordCharsMax = 15;
const longestWordChars = 20;

/**
 * Whether a segment behind a {@link isTokenMarker} is a token: letters of one case are a word up to a length, and
 * words may be joined by hyphens or in camelCase.
 */
export function looksLikeToken(segment: string): boolean {
  if (looksMinted(segment)) return true;
  if (/[0-9]/.test(segment)) return segment.length >= 8 && /[A-Za-z]/.test(segment);
  return segment.split(/[-_.~]/).some(isLongRun);
}

function isLongRun(part: string): boolean {
  if (part.length <= wordCharsMax) return false;
  return /^(?:[a-z]+|[A-Z]+)$/.test(part) || !/^[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})*$/.test(part);
}

const tooLongForWord = new RegExp(`[a-z]{${longestWordChars + 1}}|[A-Z]{${longestWordChars + 1}}`);

/** Whether a segment anywhere holds letters of one case in a run that is no word. */
export function holdsLongRun(segment: string): boolean {
  return tooLongForWord.test(segment);
}
