import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { answered, comparerFor, exchangeOf, pairWith, type ResponseSpec } from '../pair-fixture.ts';

/**
 * The threat: evidence is kept, exported and shown to people who may not see production's secrets.
 * Here secrets are planted wherever a request and its two responses can carry one; whatever the
 * compare plane lets out is then searched for them.
 */

/** Responses that contain a secret of letters. */
type Planting = readonly [name: string, plant: (secret: string) => ResponseSpec];

function typed(type: string, body: string | Uint8Array): ResponseSpec {
  return { fields: ['Content-Type', type], body };
}

const boundary = '--b\r\nContent-Disposition: form-data; name=';

/** Recognised by the name of the member. */
const named: readonly Planting[] = [
  ['JSON', (s) => typed('application/json', `{"user":{"password":"${s}","n":1}}`)],
  ['JSON, below', (s) => typed('application/json', `{"secrets":[{"a":{"b":"${s}"}}]}`)],
  [
    'JSON, a key with escapes',
    (s) => typed('application/json', String.raw`{"p\u0061ssword":"${s}"}`),
  ],
  [
    'JSON in a JSON string',
    (s) => ({ body: JSON.stringify({ raw: JSON.stringify({ token: s }) }) }),
  ],
  [
    'JSON in JSON in a JSON string',
    (s) => ({
      body: JSON.stringify({ raw: JSON.stringify({ raw: JSON.stringify({ apiKey: s }) }) }),
    }),
  ],
  [
    'a form in a JSON string',
    (s) => ({ body: JSON.stringify({ raw: `a=1&client_secret=${s}&b=2` }) }),
  ],
  ['text with quotes in the value', (s) => typed('text/plain', String.raw`{"password":"a\"${s}",`)],
  ['broken JSON', (s) => ({ body: `{"password":"${s}",` })],
  ['JSON lines', (s) => typed('application/x-ndjson', `{"a":1}\n{"password":"${s}"}\n`)],
  ['an event stream', (s) => typed('text/event-stream', `data: {"token":"${s}"}\n\n`)],
  ['an event stream of text', (s) => typed('text/event-stream', `data: password=${s}\n\n`)],
  [
    'a chat stream',
    (s) =>
      typed(
        'text/event-stream',
        `data: {"choices":[{"delta":{"content":"x"}}],"apiKey":"${s}"}\n\ndata: [DONE]\n\n`,
      ),
  ],
  ['a form', (s) => typed('application/x-www-form-urlencoded', `a=1&access_token=${s}`)],
  [
    'a multipart field with a name in the extended form',
    (s) =>
      typed(
        'multipart/form-data; boundary=b',
        `--b\r\nContent-Disposition: form-data; name*=utf-8''password\r\n\r\n${s}\r\n--b--`,
      ),
  ],
  [
    'a block string of GraphQL',
    (s) => ({ body: JSON.stringify({ query: `{ login(password: """${s}""") }` }) }),
  ],
  [
    'XML-RPC',
    (s) => typed('text/xml', `<a><name>password</name><value><string>${s}</string></value></a>`),
  ],
  [
    'a multipart field',
    (s) => typed('multipart/form-data; boundary=b', `${boundary}"password"\r\n\r\n${s}\r\n--b--`),
  ],
  [
    'a multipart file',
    (s) =>
      typed(
        'multipart/form-data; boundary=b',
        `${boundary}"f"; filename=".env"\r\n\r\nAPI_KEY=${s}\r\n--b--`,
      ),
  ],
  ['text', (s) => typed('text/plain', `a\npassword: ${s} and more\nb`)],
  ['text in lines of JSON', (s) => typed('text/plain', `{\n "secret": [\n  1,\n  "${s}"\n ],\n`)],
  ['text with a URL', (s) => typed('text/plain', `see https://x/y?a=1&token=${s}#z`)],
  ['text with an encoded URL', (s) => typed('text/plain', `x?next=%2Fa%3Ftoken%3D${s}%26b%3D1`)],
  ['text with a header', (s) => typed('text/plain', `GET /\nCookie: a=b; c=${s}\nHost: x`)],
  ['XML', (s) => typed('application/xml', `<a>\n<password>${s}</password>\n</a>`)],
  ['XML, below', (s) => typed('text/xml', `<a><ns:secret x="1"><b>${s}</b></ns:secret></a>`)],
  ['XML, CDATA', (s) => typed('text/xml', `<a><apiKey><![CDATA[${s}]]></apiKey></a>`)],
  ['an attribute', (s) => typed('application/xml', `<a user="x" password="${s}"/>`)],
  ['HTML', (s) => typed('text/html', `<form><input name="csrf_token" value="${s}"></form>`)],
  ['HTML, the other way', (s) => typed('text/html', `<input value='${s}' type=password>`)],
  ['HTML, meta', (s) => typed('text/html', `<meta name="csrf-token" content="${s}">`)],
  ['a type that says nothing', (s) => typed('', `password=${s}`)],
  [
    'compressed',
    (s) => ({
      fields: ['Content-Type', 'text/plain', 'Content-Encoding', 'gzip'],
      body: gzipSync(`password=${s}`),
    }),
  ],
  ['Set-Cookie', (s) => ({ fields: ['Set-Cookie', `sid=${s}; Max-Age=${s.length}`] })],
  ['Location', (s) => ({ fields: ['Location', `/cb?code=1&access_token=${s}`] })],
  ['Location, user', (s) => ({ fields: ['Location', `https://me:${s}@host/`] })],
  ['a header that is compared', (s) => ({ fields: ['X-Api-Key', s] })],
  ['Link', (s) => ({ fields: ['Link', `</a?api_key=${s}>; rel=next`] })],
];

/** Recognised by its shape alone, and planted where no name reveals it. */
const shaped: readonly Planting[] = [
  ['a JSON value', (s) => ({ body: `{"note":"use ${s} here"}` })],
  ['a JSON key', (s) => ({ body: `{"map":{"${s}":{"a":1}}}` })],
  ['a JSON array', (s) => ({ body: `[["${s}"]]` })],
  ['text', (s) => typed('text/plain', `a\nuse ${s} here\nb`)],
  ['HTML', (s) => typed('text/html', `<p>${s}</p>`)],
  ['a form', (s) => typed('application/x-www-form-urlencoded', `note=${s}`)],
  ['a form’s name', (s) => typed('application/x-www-form-urlencoded', `${s}=1`)],
  ['JSON lines', (s) => typed('application/x-ndjson', `"${s}"\n`)],
  ['an event', (s) => typed('text/event-stream', `event: x\ndata: ${s}\n\n`)],
  [
    'a chat stream',
    (s) =>
      typed(
        'text/event-stream',
        [s.slice(0, 5), s.slice(5)]
          .map((content) => `data: {"choices":[{"delta":{"content":"${content}"}}]}\n\n`)
          .join(''),
      ),
  ],
  [
    'a multipart field',
    (s) => typed('multipart/form-data; boundary=b', `${boundary}"${s}"\r\n\r\n${s}\r\n--b--`),
  ],
  ['Location', (s) => ({ fields: ['Location', `/keys/${s}?q=${s}`] })],
  ['a cookie’s name', (s) => ({ fields: ['Set-Cookie', `${s}=1; Path=/${s}`] })],
  ['a type', (s) => typed(`text/${s}`, 'x')],
  ['Content-Disposition', (s) => ({ fields: ['Content-Disposition', `inline; filename=${s}`] })],
];

const prefixes = ['sk-', 'condt_', 'ghp_', 'eyJhbGciOiJIUzI1NiJ9.', 'Bearer '];

const comparer = comparerFor({
  compare: {
    headers: ['x-api-key', 'location', 'link', 'set-cookie', 'content-type', 'content-disposition'],
  },
});

/** A secret's letters: nothing else that is shown can contain them. */
const letters = fc.string({
  unit: fc.constantFrom('Q', 'X', 'Z', 'q', 'x', 'z'),
  minLength: 12,
  maxLength: 200,
});

function leaks(primary: ResponseSpec, candidate: ResponseSpec, secret: string): boolean {
  const head = Buffer.from(
    `GET /reset/sk-${secret}/x?token=${secret} HTTP/1.1\r\nHost: a\r\nAuthorization: ${secret}\r\n\r\n`,
  );
  const request = { head, body: Buffer.from(`password=${secret}`) };
  const exchange = exchangeOf(primary, { request });
  const comparison = comparer.compare(pairWith(exchange, answered(candidate)));
  expect(comparison.outcome).toBe('mismatch');
  return JSON.stringify(comparison).includes(secret.slice(0, 12));
}

const other: readonly ResponseSpec[] = [
  typed('application/json', '{"user":{"password":"x"}}'),
  typed('text/plain', 'a\nb'),
  typed('text/html', '<p>a</p>'),
  { fields: [], body: '' },
];

describe('a secret planted under its name', () => {
  it.each(named)('never leaves the compare plane, in %s', (_, plant) => {
    fc.assert(
      fc.property(letters, fc.constantFrom(...other), (secret, unlike) => {
        expect(leaks(plant(secret), plant(`Y${secret}`), secret)).toBe(false);
        expect(leaks(plant(secret), unlike, secret)).toBe(false);
        expect(leaks(unlike, plant(secret), secret)).toBe(false);
      }),
      { seed: 11, numRuns: 40 },
    );
  });
});

describe('a secret known by its shape', () => {
  it.each(shaped)('never leaves the compare plane, in %s', (_, plant) => {
    fc.assert(
      fc.property(letters, fc.constantFrom(...prefixes), (secret, prefix) => {
        const [one, another] = [`${prefix}${secret}`, `${prefix}Y${secret}`];
        expect(leaks(plant(one), plant(another), secret)).toBe(false);
        expect(leaks(plant(one), typed('text/plain', 'x'), secret)).toBe(false);
      }),
      { seed: 11, numRuns: 40 },
    );
  });
});

describe('the test of leaks', () => {
  it('finds a leak', () => {
    const [primary, candidate] = [typed('text/plain', 'QXZQXZQXZQXZ'), typed('text/plain', 'y')];
    const comparison = comparer.compare(pairWith(exchangeOf(primary), answered(candidate)));
    expect(JSON.stringify(comparison)).toContain('QXZQXZQXZQXZ');
  });
});
