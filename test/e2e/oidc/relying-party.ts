import { createHash } from 'node:crypto';
import { Browser } from './browser.ts';

interface Registered {
  readonly client_id: string;
  readonly client_secret: string;
  readonly registration_access_token: string;
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

const redirectUri = 'http://client.test/callback';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * Everything that an application does with an OpenID provider, from its registration to its end,
 * checking each answer.
 *
 * @returns the number of requests
 * @throws Error at the first unexpected answer
 */
export async function useProvider(origin: string, name: string): Promise<number> {
  const browser = new Browser(origin);
  try {
    const client = await register(browser, name);
    await useOwnToken(browser, client);
    await logInAndOut(browser, client, name);
    await startOnDevice(browser, client);
    await changeAndLeave(browser, client, name);
    return browser.requests;
  } finally {
    await browser.close();
  }
}

function metadata(name: string): object {
  return {
    client_name: name,
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials', deviceGrant],
    token_endpoint_auth_method: 'client_secret_post',
  };
}

async function register(browser: Browser, name: string): Promise<Registered> {
  const page = await browser.visit('/reg', 201, { json: metadata(name) });
  return JSON.parse(page.text) as Registered;
}

async function useOwnToken(browser: Browser, client: Registered): Promise<void> {
  const form = credentialsOf(client);
  const granted = await browser.visit('/token', 200, {
    form: { ...form, grant_type: 'client_credentials' },
  });
  const { access_token: token } = JSON.parse(granted.text) as Tokens;
  await introspect(browser, client, token, true);
  await browser.visit('/token/revocation', 200, { form: { ...form, token } });
  await introspect(browser, client, token, false);
}

async function introspect(
  browser: Browser,
  client: Registered,
  token: string,
  isActive: boolean,
): Promise<void> {
  const form = { ...credentialsOf(client), token };
  const { text } = await browser.visit('/token/introspection', 200, { form });
  const { active } = JSON.parse(text) as { active: boolean };
  if (active !== isActive) throw new Error(`active is ${active}`);
}

async function logInAndOut(browser: Browser, client: Registered, name: string): Promise<void> {
  const verifier = createHash('sha256').update(name).digest('hex');
  const code = await authorize(browser, client, name, verifier);
  const granted = await browser.visit('/token', 200, {
    form: {
      ...credentialsOf(client),
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    },
  });
  const tokens = JSON.parse(granted.text) as Tokens;
  const me = await browser.visit('/me', 200, { bearer: tokens.access_token });
  if (me.text !== JSON.stringify({ sub: name })) throw new Error(`the user is ${me.text}`);
  const form = { ...credentialsOf(client), grant_type: 'refresh_token' };
  await browser.visit('/token', 200, { form: { ...form, refresh_token: tokens.refresh_token } });
  await introspect(browser, client, tokens.refresh_token, true);
}

/** Pushes the request, logs in, consents, and comes back with a code. */
async function authorize(
  browser: Browser,
  client: Registered,
  name: string,
  verifier: string,
): Promise<string> {
  const pushed = await browser.visit('/request', 201, {
    form: {
      ...credentialsOf(client),
      response_type: 'code',
      scope: 'openid offline_access',
      prompt: 'consent',
      redirect_uri: redirectUri,
      state: `state of ${name}`,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    },
  });
  const { request_uri: requestUri } = JSON.parse(pushed.text) as { request_uri: string };
  const query = new URLSearchParams({ client_id: client.client_id, request_uri: requestUri });
  const started = await browser.visit(`/auth?${query.toString()}`, 303);
  const loggedIn = await interact(browser, started.location, {
    prompt: 'login',
    login: name,
    password: 'any',
  });
  const consented = await interact(browser, loggedIn, { prompt: 'consent' });
  const code = URL.parse(consented)?.searchParams.get('code');
  if (typeof code !== 'string') throw new Error(`there is no code in ${consented}`);
  return code;
}

/** Fills in the form of an interaction and follows on to where the provider leads next. */
async function interact(
  browser: Browser,
  path: string | null,
  form: Readonly<Record<string, string>>,
): Promise<string> {
  if (path === null) throw new Error('the interaction has no place');
  await browser.visit(path, 200);
  const { location: resume } = await browser.visit(path, 303, { form });
  const { location } = await browser.visit(resume ?? '', 303);
  return location ?? '';
}

async function startOnDevice(browser: Browser, client: Registered): Promise<void> {
  const form = { ...credentialsOf(client), scope: 'openid' };
  const { text } = await browser.visit('/device/auth', 200, { form });
  const { device_code: code } = JSON.parse(text) as { device_code: string };
  const asked = { ...credentialsOf(client), grant_type: deviceGrant, device_code: code };
  await browser.visit('/token', 400, { form: asked });
}

async function changeAndLeave(browser: Browser, client: Registered, name: string): Promise<void> {
  const path = `/reg/${client.client_id}`;
  const bearer = client.registration_access_token;
  await browser.visit(path, 200, { bearer });
  const changed = await browser.visit(path, 200, {
    method: 'PUT',
    bearer,
    json: { ...metadata(`${name}, renamed`), ...credentialsOf(client) },
  });
  const { registration_access_token: next } = JSON.parse(changed.text) as Registered;
  await browser.visit(path, 401, { bearer });
  await browser.visit(path, 204, { method: 'DELETE', bearer: next });
  await browser.visit(path, 401, { bearer: next });
}

function credentialsOf({ client_id, client_secret }: Registered): Record<string, string> {
  return { client_id, client_secret };
}
