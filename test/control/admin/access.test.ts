import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listenAdmin } from '../../../src/control/admin/server.ts';
import { gateUnderTest, type GateUnderTest, signature } from '../gate/gate-under-test.ts';

/**
 * Whoever can write here decides what is promoted to production. They may sit on the same network,
 * behind a proxy on the same machine, or be a web page that an operator has open.
 */

const token = 'a-token-that-nobody-guesses';
const withToken = { authorization: `Bearer ${token}` };

interface Write {
  readonly headers?: Record<string, string>;
  readonly peer?: string;
}

async function hold(under: GateUnderTest, { headers = {}, peer }: Write = {}): Promise<Response> {
  return under.ask(
    '/api/gate/hold',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(signature),
    },
    peer,
  );
}

async function statusOfHold(write: Write, admin: object = {}): Promise<number> {
  return (await hold(gateUnderTest({ admin }), write)).status;
}

describe('writing without a token in the config', () => {
  it.each(['127.0.0.1', '127.8.0.1', '::1', '::ffff:127.0.0.1'])(
    'is allowed from this machine: %s',
    async (peer) => {
      expect(await statusOfHold({ peer })).toBe(200);
    },
  );

  it.each(['10.0.0.7', '192.168.1.1', '::ffff:10.0.0.7', 'fe80::1', '::', '0.0.0.0', ''])(
    'is refused from other machines: %o',
    async (peer) => {
      expect(await statusOfHold({ peer })).toBe(403);
    },
  );

  it.each(['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'])(
    'is refused through a proxy on this machine: %s',
    async (name) => {
      expect(await statusOfHold({ headers: { [name]: '127.0.0.1' } })).toBe(403);
    },
  );

  it('is refused from another machine that claims this address in a header', async () => {
    const headers = { 'x-forwarded-for': '127.0.0.1' };
    expect(await statusOfHold({ peer: '10.0.0.7', headers })).toBe(403);
  });

  it('is refused for a page whose host name resolves to this machine', async () => {
    const headers = { host: 'evil.test:9900', origin: 'http://evil.test:9900' };
    const admin = { listen: '0.0.0.0:9900' };
    expect(await statusOfHold({ headers }, admin)).toBe(403);
  });

  it('is allowed through a real socket of this machine', async () => {
    const under = gateUnderTest();
    const server = await listenAdmin(under.app, { host: '127.0.0.1', port: 0 });
    const answer = await fetch(`http://${server.address}/api/gate/hold`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(signature),
    });
    server.close();
    expect(answer.status).toBe(200);
  });
});

describe('writing with a token in the config', () => {
  it('is allowed from anywhere with the token', async () => {
    const admin = { listen: '0.0.0.0:9900', token };
    expect(await statusOfHold({ headers: withToken, peer: '10.0.0.7' }, admin)).toBe(200);
  });

  it.each([
    ['no token', {}, 'Bearer realm="parallax"'],
    [
      'another token',
      { authorization: 'Bearer another-token-altogether' },
      'Bearer realm="parallax", error="invalid_token"',
    ],
    [
      'a part of the token',
      { authorization: `Bearer ${token.slice(0, -1)}` },
      'Bearer realm="parallax", error="invalid_token"',
    ],
    ['the token in another scheme', { authorization: `Basic ${token}` }, 'Bearer realm="parallax"'],
    ['the token without a scheme', { authorization: token }, 'Bearer realm="parallax"'],
  ])('is refused with %s, from this machine, too', async (_, headers, challenge) => {
    const answer = await hold(gateUnderTest({ admin: { token } }), { headers });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, challenge]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it.each([
    ['POST', '/api/gate/hold'],
    ['DELETE', '/api/gate/hold'],
    ['POST', '/api/gate/reset'],
    ['POST', '/api/gate/accept'],
    ['DELETE', '/api/gate/accept'],
  ] as const)('needs the token: %s %s', async (method, path) => {
    const under = gateUnderTest({ admin: { token } });
    expect((await under.send(method, path)).status).toBe(401);
  });

  it.each(['/', '/metrics', '/api/gate', '/api/gate/log', '/healthz'])(
    'is separate from reading, which needs no token: %s',
    async (path) => {
      const under = gateUnderTest({ admin: { token } });
      expect((await under.ask(path)).status).toBe(200);
    },
  );

  it('is refused to an address for a while after ten wrong tokens', async () => {
    const under = gateUnderTest({ admin: { token } });
    const wrong = { headers: { authorization: 'Bearer a-wrong-token-at-any-rate' } };
    for (let attempt = 0; attempt < 10; attempt += 1) await hold(under, wrong);
    const answer = await hold(under, { headers: withToken });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });

  it('is allowed to others while one address guesses tokens', async () => {
    const under = gateUnderTest({ admin: { token } });
    const wrong = { authorization: 'Bearer a-wrong-token-at-any-rate' };
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await hold(under, { headers: wrong, peer: '127.0.0.66' });
    }
    expect((await hold(under, { headers: withToken })).status).toBe(200);
  });

  it('never shows the token, nor a wrong one', async () => {
    const under = gateUnderTest({ admin: { token } });
    await hold(under, { headers: { authorization: 'Bearer a-wrong-token-at-any-rate' } });
    await hold(under, { headers: withToken });
    const shown = await Promise.all(
      ['/', '/metrics', '/api/gate', '/api/gate/log'].map(async (path) =>
        (await under.ask(path)).text(),
      ),
    );
    const all = [...shown, JSON.stringify(under.logLines)].join('\n');
    expect(all).toContain('had a wrong token');
    expect(all).not.toMatch(/a-token-that|a-wrong-token/);
  });
});

describe('a token in a file', () => {
  it('is read again, so that it can change while Parallax runs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parallax-token-'));
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, `${token}\n`);
    const under = gateUnderTest({ admin: { tokenFile } });
    const before = await hold(under, { headers: withToken });
    writeFileSync(tokenFile, 'the-token-that-came-after');
    const after = await hold(under, { headers: withToken });
    rmSync(folder, { recursive: true });
    expect([before.status, after.status]).toEqual([200, 401]);
  });

  it('that cannot be read allows nobody to write, not even from this machine', async () => {
    const under = gateUnderTest({ admin: { tokenFile: '/nowhere/token' } });
    expect((await hold(under, { headers: withToken })).status).toBe(401);
    expect((await hold(under)).status).toBe(401);
    expect(under.logLines).toContainEqual(
      expect.objectContaining({ fault: 'there is no such file', file: '/nowhere/token' }),
    );
  });
});

describe('readsNeedToken', () => {
  const admin = { token, readsNeedToken: true };

  it.each(['/', '/routes', '/metrics', '/api/gate', '/api/routes', '/nowhere'])(
    'protects %s',
    async (path) => {
      const under = gateUnderTest({ admin });
      expect((await under.ask(path)).status).toBe(401);
      expect((await under.ask(path, { headers: withToken })).status).not.toBe(401);
    },
  );

  it('protects the webhook', async () => {
    const under = gateUnderTest({ admin });
    const answer = await under.ask('/api/gate?format=webhook', { method: 'POST' });
    expect(answer.status).toBe(401);
  });

  it.each([
    ['/healthz', 200],
    ['/readyz', 503],
  ])('leaves %s open for probes', async (path, status) => {
    expect((await gateUnderTest({ admin }).ask(path)).status).toBe(status);
  });
});

describe('a page in the browser of an operator', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    '',
    'application/jsonp',
  ])('cannot post with the content type of a form: %o', async (type) => {
    const under = gateUnderTest();
    expect((await hold(under, { headers: { 'content-type': type } })).status).toBe(415);
  });

  it.each([
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:8000' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('from another origin can change nothing: %j', async (headers) => {
    expect(await statusOfHold({ headers })).toBe(403);
  });

  it('does not use up the attempts of its visitor', async () => {
    const under = gateUnderTest({ admin: { token } });
    const foreign = {
      origin: 'https://evil.test',
      authorization: 'Bearer a-wrong-token-at-any-rate',
    };
    for (let attempt = 0; attempt < 20; attempt += 1) await hold(under, { headers: foreign });
    expect((await hold(under, { headers: withToken })).status).toBe(200);
  });

  it('gets no CORS header', async () => {
    const answer = await gateUnderTest().ask('/api/gate/hold', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' },
    });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([405, null]);
  });

  it('of Parallax may write', async () => {
    const headers = { origin: 'http://127.0.0.1:9900', 'sec-fetch-site': 'same-origin' };
    expect(await statusOfHold({ headers })).toBe(200);
  });
});
