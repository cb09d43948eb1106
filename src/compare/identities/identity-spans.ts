import { percentDecoded } from '../../vocabulary/percent-decoded.ts';
import { findTokens, type TextSpan } from '../../vocabulary/token-windows.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { Span } from '../redaction/span.ts';
import { isNumber, type KnownIdentities } from './known-identities.ts';

/** An identity that is a whole token of a text. */
interface IdentitySpan extends Span {
  /** As identities are written: not percent-encoded. */
  readonly value: string;
}

/** Ids may contain points and colons, or end before one. */
const longTokens = /[A-Za-z0-9_.~%+=:|@-]+/g;
const shortTokens = /[A-Za-z0-9_-]+/g;

/** In quotes, as an ETag is. */
const quotedTokens = /"([^"\s]{1,512})"/g;

/**
 * Finds the identities in a text, in order. Numbers outside of a path are left out, as they may mean
 * anything.
 */
function* identitySpans(identities: KnownIdentities, text: string): Generator<IdentitySpan> {
  if (isIdentity(identities, text) && !isNumber(text)) {
    yield { start: 0, end: text.length, value: text };
    return;
  }
  for (const match of text.matchAll(quotedTokens)) {
    const [, value = ''] = match;
    if (!longToken.test(value) && isIdentity(identities, value)) {
      yield { start: match.index + 1, end: match.index + 1 + value.length, value };
    }
  }
  for (const match of text.matchAll(longTokens)) {
    const [token] = match;
    yield* spansInToken(identities, text, match.index, token);
  }
}

const longToken = /^[A-Za-z0-9_.~%+=:|@-]+$/;

function* spansInToken(
  identities: KnownIdentities,
  text: string,
  start: number,
  token: string,
): Generator<IdentitySpan> {
  const decoded = percentDecoded(token);
  if (counts(identities, text, start, decoded)) {
    yield { start, end: start + token.length, value: decoded };
    return;
  }
  // `cursor=abc==`: an assigned value may end in the character that assigns.
  const assigned = token.search(/[=:|]/) + 1;
  if (assigned > 0 && counts(identities, text, start + assigned, token.slice(assigned))) {
    yield { start: start + assigned, end: start + token.length, value: token.slice(assigned) };
    return;
  }
  const within = findTokens(
    text,
    start,
    start + token.length,
    (value) => isIdentity(identities, value) && !isNumber(value),
  );
  let next = 0;
  for (const { 0: part, index } of token.matchAll(shortTokens)) {
    const at = start + index;
    const end = at + part.length;
    for (; (within[next]?.start ?? text.length) < end; next += 1) {
      yield spanOf(text, within[next] as TextSpan);
    }
    if (part === token || (within[next - 1]?.end ?? 0) > at) continue;
    if (counts(identities, text, at, part)) yield { start: at, end, value: part };
  }
}

function spanOf(text: string, { start, end }: TextSpan): IdentitySpan {
  return { start, end, value: text.slice(start, end) };
}

function counts(identities: KnownIdentities, text: string, at: number, token: string): boolean {
  if (isNumber(token) && text.charAt(at - 1) !== '/') return false;
  return isIdentity(identities, token);
}

function isIdentity(identities: KnownIdentities, value: string): boolean {
  return identities.labelOf(value) !== undefined;
}

/** The candidate's text with primary's identities. */
export function textInPrimaryTerms(identities: KnownIdentities, text: string): string {
  let out = '';
  let copied = 0;
  for (const { start, end, value } of identitySpans(identities, text)) {
    const ours = identities.primaryOf(value);
    if (ours === undefined || start < copied) continue;
    out += text.slice(copied, start) + ours;
    copied = end;
  }
  return out + text.slice(copied);
}

/** A redactor that shows the labels of known identities in place of their values. */
export function namingRedactor(redactor: Redactor, identities: KnownIdentities): Redactor {
  return redactor.naming(
    (text) => identitySpans(identities, text),
    (secret) => identities.labelOf(secret),
  );
}
