import { matchesOf } from './matches-of.ts';
import type { Span } from './span.ts';

/** Parameters that are secrets in OAuth, OpenID Connect, SAML and CAS, and ordinary words elsewhere. */
const grants: ReadonlySet<string> = new Set([
  'code',
  'assertion',
  'ticket',
  'pgt',
  'pgtid',
  'user_code',
  'relaystate',
]);

export function isGrant(name: string): boolean {
  return grants.has(name.toLowerCase());
}

const loginPath =
  /(?:^|[/._-])(?:oauth2?|oidc|openid|openid-connect|saml2?|sso|cas|authorize|authorise|authenticate|token|callback|cb|login|log-in|signin|sign-in|auth|connect|device|servicevalidate|proxyvalidate|acs)(?:[/._?-]|$)/i;

const loginParameter =
  /(?:^|[?&;"\s{,])"?(?:grant_type|client_id|redirect_uri|response_type|code_verifier|code_challenge|id_token_hint|RelayState|SAMLResponse)(?:"\s{0,8}:|=)|[?&]state=/i;

/** Whether a request belongs to a login by one of these protocols. */
export function isLoginRequest(target: string, body: string): boolean {
  const [path = ''] = target.split('?', 1);
  return loginPath.test(path) || loginParameter.test(target) || loginParameter.test(body);
}

const parameter =
  /(?<=^|[?&#\s"'])(code|assertion|ticket|pgt|pgtid|user_code|RelayState)=([^&\s"'<>#\\]+)/gi;

/** How much of a URL or form to read before and behind a parameter. */
const aroundChars = 512;

/** The grants in the URLs and forms of a text that belong to a login. */
export function* grantSecrets(text: string): Generator<Span> {
  for (const match of matchesOf(text, parameter)) {
    const [whole, , value = ''] = match;
    const end = match.index + whole.length;
    const before = /[^\s"'<>]*$/.exec(
      text.slice(Math.max(0, match.index - aroundChars), match.index),
    );
    const behind = /^[^\s"'<>]*/.exec(text.slice(end, end + aroundChars));
    if (isLoginRequest(`${before?.[0]}${whole}${behind?.[0]}`, '')) {
      yield { start: end - value.length, end };
    }
  }
}

const inJson = /"(?:code|assertion|ticket|user_code)"\s{0,8}:\s{0,8}"([^"\\]{4,4096})"/gi;

/** The grants in a text of such a login. The `code` of an answer may be an error name, which is no grant. */
export function* grantsIn(text: string, isRequest: boolean): Generator<string> {
  for (const [, , value = ''] of matchesOf(text, parameter)) yield value;
  for (const [, value = ''] of matchesOf(text, inJson)) {
    if (isRequest || looksLikeGrant(value)) yield value;
  }
}

/** Whether the `code` of an answer may be a grant, and not the name of an error. */
export function looksLikeGrant(value: string): boolean {
  return /[0-9]/.test(value) || /[a-z][A-Z]/.test(value) || value.length >= wordCharsMax;
}

const wordCharsMax = 32;
