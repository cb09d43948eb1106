/** Parameters that are secrets in OAuth, OpenID Connect, SAML and CAS, and words elsewhere. */
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

/** In URLs and forms, and in JSON. */
const assigned =
  /(?:^|[?&#\s"'])(code|assertion|ticket|pgt|pgtid|user_code|RelayState)=([^&\s"'<>#\\]+)|"(code|assertion|ticket|user_code)"\s{0,8}:\s{0,8}"([^"\\]{4,4096})"/gi;

/** The grants in a text of such a login: an answer may well have a `code` that is the name of an error. */
export function* grantsIn(text: string): Generator<string> {
  for (const [, , inQuery, , inJson] of text.matchAll(assigned)) {
    const value = inQuery ?? inJson ?? '';
    if (/[0-9]/.test(value) || /[a-z][A-Z]/.test(value) || value.length >= wordCharsMax) {
      yield value;
    }
  }
}

const wordCharsMax = 32;
