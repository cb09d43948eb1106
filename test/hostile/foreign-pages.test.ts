/**
 * Threat: an operator has a page of somebody else open. It makes their browser post to the admin address, with
 * their rights, in every way that a page can without being asked first: forms, beacons, and `fetch` with any
 * simple type of content or none at all. None may start a replay, log anybody in or out, or touch the gate.
 */
import { describe, expect, it } from 'vitest';
import { gateUnderTest, signature } from '../control/gate/gate-under-test.ts';

const host = '127.0.0.1:9900';
const own = `http://${host}`;

const changes = [
  ['POST', '/exchanges/k3x9-1/replay'],
  ['POST', '/login'],
  ['POST', '/logout'],
  ['POST', '/api/exchanges/k3x9-1/replay'],
  ['POST', '/api/gate'],
  ['POST', '/api/gate/hold'],
  ['DELETE', '/api/gate/hold'],
  ['POST', '/api/gate/reset'],
  ['POST', '/api/gate/accept'],
] as const;

const types = [
  undefined,
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=a',
  'application/json',
  'application/octet-stream',
];

const foreign = [
  { origin: 'https://evil.test' },
  { origin: 'null' },
  { origin: 'http://127.0.0.1:8000' },
  { origin: 'https://evil.test', 'sec-fetch-site': 'same-origin' },
  { origin: own, 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: `${own}, https://evil.test` },
];

type Headers = Readonly<Record<string, string | undefined>>;

async function statusOf(method: string, path: string, headers: Headers, admin = {}) {
  const given = Object.entries({ host, ...headers }).filter(([, value]) => value !== undefined);
  const body = new TextEncoder().encode(JSON.stringify(signature));
  const init = { method, headers: Object.fromEntries(given) as Record<string, string>, body };
  return (await gateUnderTest({ admin }).ask(path, init)).status;
}

describe.each(changes)('a page of another origin: %s %s', (method, path) => {
  it.each(types)('is refused with content of type %s', async (type) => {
    for (const from of foreign) {
      expect(await statusOf(method, path, { 'content-type': type, ...from })).toBe(403);
    }
  });
});

describe('a form without an origin', () => {
  it.each(['/exchanges/k3x9-1/replay', '/login', '/logout'])('is refused: %s', async (path) => {
    for (const type of types) {
      expect(await statusOf('POST', path, { 'content-type': type })).toBe(403);
    }
  });
});

describe("Parallax's own pages", () => {
  it.each([
    { origin: own, 'sec-fetch-site': 'same-origin' },
    { origin: own },
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
  ])('may start a replay: %j', async (headers) => {
    const type = 'application/x-www-form-urlencoded';
    const path = '/exchanges/k3x9-1/replay';
    expect(await statusOf('POST', path, { ...headers, 'content-type': type })).not.toBe(403);
  });

  it('let browsers send their origin to the same origin', async () => {
    for (const path of ['/', '/login']) {
      const page = await (await gateUnderTest().ask(path)).text();
      expect(page).toContain('<meta name="referrer" content="same-origin" />');
    }
  });
});

describe('a program with a token', () => {
  const token = 'a-token-that-nobody-guesses';
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  it('may change the gate', async () => {
    expect(await statusOf('POST', '/api/gate/hold', headers, { token })).toBe(200);
  });

  it('may post a form', async () => {
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    const path = '/exchanges/k3x9-1/replay';
    expect(await statusOf('POST', path, form, { token })).not.toBe(403);
  });
});
