import { looksMinted } from '../../vocabulary/identifier.ts';
import type { Span } from './span.ts';

/** A segment of a path that is made to be sent by mail or opened once; the next one is a token then. */
const beforeTokens =
  'reset|resets|password-?resets?|reset-?passwords?|resetpassword|recover|recovery|forgot(?:-?password)?|' +
  'invite|invites|invitation|invitations|join|token|verify|verification|verify-?email|confirm|confirmation|' +
  'confirm-?email|activate|activation|unsubscribe|magic|magic-?link|passwordless|sessions?|otp|share|shared';

const markedSegment = new RegExp(
  String.raw`(?:\/|%2f)(?:${beforeTokens})(?:\/|%2f)([^\s\/?#"'<>&\\|]{6,512})`,
  'gi',
);

const tokenMarker = new RegExp(`^(?:${beforeTokens})$`, 'i');

/** Whether the segment after this one is a token, where it is a parameter of the route. */
export function isTokenMarker(segment: string): boolean {
  return tokenMarker.test(segment);
}

/** The tokens in the paths of a text, `/reset/…`: only what no programmer would name a path. */
export function* pathSecrets(text: string): Generator<Span> {
  for (const match of text.matchAll(markedSegment)) {
    const [whole, segment = ''] = match;
    const end = match.index + whole.length;
    if (looksLikeToken(segment)) yield { start: end - segment.length, end };
  }
}

const wordCharsMax = 15;

/** Letters of one case are a word up to a length; words with hyphens are words. */
export function looksLikeToken(segment: string): boolean {
  if (looksMinted(segment)) return true;
  if (/[0-9]/.test(segment)) return segment.length >= 8 && /[A-Za-z]/.test(segment);
  return segment.split(/[-_.~]/).some(isLongRun);
}

function isLongRun(part: string): boolean {
  if (part.length <= wordCharsMax) return false;
  return /^(?:[a-z]+|[A-Z]+)$/.test(part) || !/^[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})*$/.test(part);
}
