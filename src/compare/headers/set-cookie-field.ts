import { parseSetCookie, type SetCookie } from 'cookie';
import { looksMinted } from '../../vocabulary/identifier.ts';
import { relateTexts } from '../identities/same-text.ts';
import { repeatedFieldSeparator } from '../response-head.ts';
import type { HeaderContext } from './header-context.ts';

/** A cookie that the two responses set differently; null if one of them does not set it. */
export interface CookieDifference {
  readonly name: string;
  readonly primary: ReceivedCookie | null;
  readonly candidate: ReceivedCookie | null;
  /** Its value is known to belong to another value of the other deployment. */
  readonly isIdentity: boolean;
}

interface ReceivedCookie extends SetCookie {
  /** The value of the field that sets it, as sent. */
  readonly line: string;
}

/**
 * Compares the cookies that two responses set, by name, in any order. Two values that both look minted, such
 * as session tokens, count as equal: they are new for every answer. Lifetimes may differ by some minutes if
 * one of them is a date.
 *
 * @param primary Set-Cookie fields, one a line; null if there is none
 * @param candidate the same
 * @param ignoresCase whether the letter case of names, values and attributes is ignored
 */
export function compareCookies(
  primary: string | null,
  candidate: string | null,
  context: HeaderContext,
  ignoresCase = false,
): readonly CookieDifference[] {
  const left = cookiesByName(primary, ignoresCase);
  const right = cookiesByName(candidate, ignoresCase);
  const differences: CookieDifference[] = [];
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const ours = left.get(name) ?? [];
    const theirs = right.get(name) ?? [];
    for (let i = 0; i < Math.max(ours.length, theirs.length); i += 1) {
      const one = ours[i] ?? null;
      const other = theirs[i] ?? null;
      const isIdentity = isContradiction(one, other, context);
      if (!isIdentity && one !== null && other !== null && isSameCookie(one, other, context)) {
        continue;
      }
      differences.push({ name, primary: one, candidate: other, isIdentity });
    }
  }
  return differences;
}

/** The attributes of a cookie as text, without its value. */
export function attributesText(cookie: SetCookie): string {
  const { path, domain, secure, httpOnly, sameSite, partitioned, priority } = cookie;
  const { maxAge, expires } = cookie;
  return [
    path === undefined ? '' : `; Path=${path}`,
    domain === undefined ? '' : `; Domain=${domain}`,
    maxAge === undefined ? '' : `; Max-Age=${maxAge}`,
    expires === undefined ? '' : `; Expires=${expires.toUTCString()}`,
    secure === true ? '; Secure' : '',
    httpOnly === true ? '; HttpOnly' : '',
    sameSite === undefined ? '' : `; SameSite=${String(sameSite)}`,
    partitioned === true ? '; Partitioned' : '',
    priority === undefined ? '' : `; Priority=${priority}`,
  ].join('');
}

function cookiesByName(field: string | null, ignoresCase: boolean): Map<string, ReceivedCookie[]> {
  const lines = field === null ? [] : field.split(repeatedFieldSeparator);
  const cookies = lines.map((line) =>
    Object.assign(parseSetCookie(ignoresCase ? line.toLowerCase() : line), { line }),
  );
  return Map.groupBy(cookies, ({ name }) => name);
}

function isContradiction(
  a: SetCookie | null,
  b: SetCookie | null,
  { identities }: HeaderContext,
): boolean {
  if (identities === null || a === null || b === null) return false;
  return identities.contradicts(a.value ?? '', b.value ?? '');
}

function isSameCookie(a: SetCookie, b: SetCookie, context: HeaderContext): boolean {
  return (
    isSameValue(a.value ?? '', b.value ?? '', context) &&
    isSamePath(a.path ?? '', b.path ?? '', context) &&
    isSameDomain(a.domain ?? '', b.domain ?? '', context.ownHosts) &&
    (a.secure ?? false) === (b.secure ?? false) &&
    (a.httpOnly ?? false) === (b.httpOnly ?? false) &&
    (a.partitioned ?? false) === (b.partitioned ?? false) &&
    (a.sameSite ?? '') === (b.sameSite ?? '') &&
    (a.priority ?? '') === (b.priority ?? '') &&
    isSameLifetime(a, b, context)
  );
}

function isSameValue(
  a: string,
  b: string,
  { identities, secrets }: Pick<HeaderContext, 'identities' | 'secrets'>,
): boolean {
  if (a === b || (isToken(a) && isToken(b)) || identities?.isPair(a, b) === true) return true;
  return secrets?.isSameValue(a, b) === true;
}

function isSamePath(
  a: string,
  b: string,
  { identities, restoredPath }: Pick<HeaderContext, 'identities' | 'restoredPath'>,
): boolean {
  if (a === b) return true;
  const theirs = restoredPath(b);
  if (a === theirs) return true;
  return identities !== null && relateTexts(identities, a, theirs) === 'same';
}

/** Only the characters of tokens, so that settings in JSON do not count as tokens, however long they are. */
function isToken(value: string): boolean {
  return /^[A-Za-z0-9._~+/=:@!*-]+$/.test(value) && looksMinted(value);
}

function isSameDomain(a: string, b: string, ownHosts: ReadonlySet<string>): boolean {
  const [left, right] = [a, b].map((domain) => domain.toLowerCase().replace(/^\./, ''));
  return left === right || (ownHosts.has(left ?? '') && ownHosts.has(right ?? ''));
}

/** The candidate answers later than primary, because its requests wait for their turn. */
const expiryToleranceMs = 5 * 60 * 1000;

/** Both expire at one moment, or after the same time, each counted from its own answer. */
function isSameLifetime(
  a: SetCookie,
  b: SetCookie,
  { wallClockMs, clocks }: Pick<HeaderContext, 'wallClockMs' | 'clocks'>,
): boolean {
  const lagMs = clocks?.lagMs ?? 0;
  return (
    isSameFrom(a, b, wallClockMs, wallClockMs) ||
    (lagMs > expiryToleranceMs && isSameFrom(a, b, wallClockMs, wallClockMs + lagMs))
  );
}

function isSameFrom(a: SetCookie, b: SetCookie, fromMs: number, candidateFromMs: number): boolean {
  const [left, right] = [lifetimeMs(a, fromMs), lifetimeMs(b, candidateFromMs)];
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (left <= 0 && right <= 0) return true;
  const exact = a.maxAge !== undefined && b.maxAge !== undefined;
  return !exact && left > 0 === right > 0 && Math.abs(left - right) <= expiryToleranceMs;
}

/** Null for a session cookie; Max-Age takes precedence over Expires (RFC 6265, section 5.3). */
function lifetimeMs({ maxAge, expires }: SetCookie, now: number): number | null {
  if (maxAge !== undefined) return maxAge * 1000;
  return expires === undefined ? null : expires.getTime() - now;
}
