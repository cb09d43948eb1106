import type { Placeholders } from './placeholders.ts';

/** A custom scheme before a credential without blanks, which only `Authorization` and the like have. */
const ownScheme = /^[A-Za-z][A-Za-z-]{0,19}[ \t]+(?=\S+$)/;
/** Schemes whose credentials may contain blanks. */
const knownScheme =
  /^(?:Basic|Bearer|Digest|Negotiate|NTLM|Token|ApiKey|DPoP|Hawk|Signature|GNAP|SCRAM-\S+|AWS4-\S+)(?:[ \t]+|%20|\+)/i;

/** A secret value, with a placeholder for the credential. A well-known scheme before it stays. */
export function withoutCredential(value: string, placeholders: Placeholders): string {
  return behindScheme(value, knownScheme, placeholders);
}

/** The value of a field such as `Authorization`. Any scheme before the credential stays. */
export function withoutFieldCredential(value: string, placeholders: Placeholders): string {
  return behindScheme(value, knownScheme.test(value) ? knownScheme : ownScheme, placeholders);
}

function behindScheme(value: string, scheme: RegExp, placeholders: Placeholders): string {
  const prefix = scheme.exec(value)?.[0] ?? '';
  const credential = value.slice(prefix.length);
  if (/^basic/i.test(prefix)) return prefix + withoutBasic(credential, placeholders);
  return prefix + placeholders.of(credential);
}

/** User and password get a placeholder each: an API key may be the user. */
function withoutBasic(credential: string, placeholders: Placeholders): string {
  const text = Buffer.from(credential, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0) return placeholders.of(credential);
  const [user, password] = [text.slice(0, colon), text.slice(colon + 1)];
  return Buffer.from(`${placeholders.of(user)}:${placeholders.of(password)}`).toString('base64');
}

/** A secret that was found in a text. Its quotes and scheme stay. */
export function withoutFound(found: string, placeholders: Placeholders): string {
  const open = /^(?:(?:\\*"){3}|\\*["']?)/.exec(found)?.[0] ?? '';
  const inner = found.slice(open.length);
  const close = /(?:(?:\\*"){3}|\\*["']?)$/.exec(inner)?.[0] ?? '';
  const value = inner.slice(0, inner.length - close.length);
  return open + withoutCredential(value, placeholders) + close;
}

/** The value of `Cookie`. Names stay, and so do plain words of cookies without the name of a secret. */
export function withoutCookies(
  value: string,
  isOpen: (name: string, value: string) => boolean,
  placeholders: Placeholders,
): string {
  return value
    .split(';')
    .map((pair) => withoutCookie(pair, isOpen, placeholders))
    .join(';');
}

/** Of one cookie, `name=value`. */
export function withoutCookie(
  pair: string,
  isOpen: (name: string, value: string) => boolean,
  placeholders: Placeholders,
): string {
  const at = pair.indexOf('=');
  const name = pair.slice(0, Math.max(0, at)).trim();
  const [, before = '', value = '', after = ''] =
    /^(\s*"?)(.*?)("?\s*)$/.exec(pair.slice(at + 1)) ?? [];
  if (isOpen(name, value)) return pair;
  return pair.slice(0, at + 1) + before + placeholders.of(value) + after;
}
