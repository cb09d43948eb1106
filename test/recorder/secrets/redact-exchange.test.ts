import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../src/vocabulary/exchange.ts';
import { createPlaceholders } from '../../../src/recorder/secrets/placeholders.ts';
import { redactExchange } from '../../../src/recorder/secrets/redact-exchange.ts';
import { exchangesFrom, type RequestSpec } from '../../shadow/exchange-fixture.ts';

const placeholder = /parallax-secret-[0-9a-f]{16}/;
const decodedBytesMax = 1024 * 1024;

interface Answer {
  readonly fields?: readonly string[];
  readonly body?: Uint8Array | string;
}

/** A recorder that has just started. */
function recorder() {
  const placeholders = createPlaceholders(Buffer.alloc(32, 7));
  const exchange = exchangesFrom();
  return (request: RequestSpec, { fields = [], body = '' }: Answer = {}): Shown => {
    const head = ['HTTP/1.1 200 OK', ...fields, '', ''].join('\r\n');
    const response = { head: Buffer.from(head), body: Buffer.from(body as string) };
    const redacted = redactExchange(exchange(request, { response }), decodedBytesMax, placeholders);
    return { ...shownOf(redacted.exchange), leftOutBodies: redacted.leftOut };
  };
}

interface Shown {
  readonly exchange: Exchange;
  readonly request: string;
  readonly response: string;
  readonly leftOutBodies: number;
}

function shownOf(exchange: Exchange): Omit<Shown, 'leftOutBodies'> {
  return { exchange, request: textOf(exchange.request), response: textOf(exchange.response) };
}

const json = 'content-type: application/json';

describe('a placeholder replaces', () => {
  it.each([
    ['a bearer token', ['Authorization', 'Bearer hunter2-secret'], 'Bearer '],
    ['an API key', ['X-Api-Key', 'hunter2-secret'], 'X-Api-Key: '],
    ['a credential with parameters', ['Authorization', 'Digest a="b", r="hunter2-secret"'], ''],
    ['a cookie', ['Cookie', 'theme=dark; sid=hunter2-secret'], 'theme=dark; sid='],
    ['a token in a URL', ['Referer', 'http://a.test/?token=hunter2-secret'], '?token='],
    ['a password in a URL', ['Referer', 'http://me:hunter2-secret@a.test/'], 'http://'],
    ['a token by its shape', ['X-Trace', 'ghp_hunter2secret'], 'X-Trace: '],
    ['a key with a plus in it', ['X-Api-Key', 'hunter2ABC+xyz/12345=='], 'X-Api-Key: '],
    ['a token of a WebSocket', ['Sec-WebSocket-Protocol', 'bearer, hunter2'], 'bearer, '],
    ['a credential without a scheme', ['Authorization', 'hunter2ABC+xyz=='], 'Authorization: '],
    ['a credential of an unknown scheme', ['Authorization', 'Own hunter2'], 'Authorization: Own '],
  ])('%s in a request', (_, fields, before) => {
    const { request } = recorder()({ fields: ['Host', 'a.test', ...fields] });
    expect(request).not.toMatch(/hunter2/);
    expect(request).toMatch(new RegExp(`${before.replaceAll('?', '\\?')}.*${placeholder.source}`));
  });

  it('user and password of the scheme Basic, in a valid form', () => {
    const credential = Buffer.from('alice:hunter2-secret').toString('base64');
    const { request } = recorder()({ fields: ['Authorization', `Basic ${credential}`] });
    const sent = /Basic (\S+)/.exec(request)?.[1] ?? '';
    expect(Buffer.from(sent, 'base64').toString()).toMatch(
      new RegExp(`^${placeholder.source}:${placeholder.source}$`),
    );
  });

  it.each([
    ['the query', { target: '/a?api_key=hunter2&page=2' }],
    ['a path behind a word such as reset', { target: '/reset/hunter2Abc9dEf8' }],
    ['a form', { method: 'POST', body: 'user=me&password=hunter2', fields: form() }],
    ['JSON', { method: 'POST', body: '{"user":"me","password":"hunter2"}' }],
    ['JSON below a secret name', { method: 'POST', body: '{"credentials":{"a":["hunter2"]}}' }],
    ['JSON in JSON', { method: 'POST', body: String.raw`{"a":"{\"password\":\"hunter2\"}"}` }],
    ['a stream', { method: 'POST', body: 'data: {"token":"hunter2"}\n\ndata: {"n":1}\n\n' }],
    ['a query with an encoded name', { target: '/a?api%5Fkey=hunter2' }],
    ['a query with a quote', { target: "/a?password=it'shunter2" }],
    ['JSON in a query', { target: '/a?v=%7B%22password%22%3A%22hunter2%22%7D' }],
    ['a URL in a query', { target: '/a?next=https%3A%2F%2Fx%2F%3Faccess_token%3Dhunter2' }],
    ['a form with an encoded name', { method: 'POST', body: '%70assword=hunter2', fields: form() }],
    ['a form with quotes', { method: 'POST', body: `password=a"b#c hunter2`, fields: form() }],
    ['JSON, under a name of two words', { method: 'POST', body: '{"password":"hunter2 horse"}' }],
    [
      'JSON, in a member beside the name',
      { method: 'POST', body: '[{"name":"password","value":"hunter2"}]' },
    ],
    ['JSON, in a list', { method: 'POST', body: '{"h":[["Authorization","Own hunter2"]]}' }],
    ['JSON, escaped', { method: 'POST', body: String.raw`{"\u0061uthorization":"Own hunter2"}` }],
    [
      'a block string of GraphQL',
      { method: 'POST', body: 'mutation { a(password: """hunter2""") }' },
    ],
    [
      'XML-RPC',
      { method: 'POST', body: '<name>password</name><value><string>hunter2</string></value>' },
    ],
    [
      'an event of several lines',
      { method: 'POST', body: 'data: {"token":\ndata: "hunter2"}\n\n' },
    ],
    ['a truncated document', { method: 'POST', body: '{"n":1,"password":"hunter2","m":[' }],
  ])('a secret by its name, in %s', (_, request) => {
    const shown = recorder()(request).request;
    expect(shown).not.toMatch(/hunter2/);
    expect(shown).toMatch(placeholder);
  });

  it.each([
    ['a token in a query', { target: '/a?x=ghp_hunter2secret' }],
    ['a token as a name', { method: 'POST', body: '{"a":{"ghp_hunter2secret":1}}' }],
  ])('%s by its shape', (_, request) => {
    const shown = recorder()(request).request;
    expect(shown).not.toMatch(/hunter2/);
    expect(shown).toMatch(placeholder);
  });

  it('the code of a login, and no code elsewhere', () => {
    const record = recorder();
    const login = record({ target: '/callback?code=hunter2&state=x' }).request;
    expect(login).not.toMatch(/hunter2/);
    expect(record({ target: '/currencies?code=EUR' }).request).toMatch(/code=EUR/);
  });
});

function form(): readonly string[] {
  return ['Content-Type', 'application/x-www-form-urlencoded'];
}

describe('the placeholder of a value', () => {
  it('is the same in the answer that generated it, in later requests, and in bodies that repeat it', () => {
    const record = recorder();
    const token = 'aVeryOpaqueToken4711';
    const minted = record({}, { fields: [json], body: `{"token":"${token}"}` }).response;
    const sent = record({ fields: ['Authorization', `Bearer ${token}`] }).request;
    const repeated = record({}, { fields: [json], body: `{"current":"${token}"}` }).response;
    const [expected] = placeholder.exec(minted) ?? [];
    expect(sent).toMatch(`Bearer ${expected}\r\n`);
    expect(repeated).toMatch(`{"current":"${expected}"}`);
  });

  it.each([
    ['in a text', [], 'aVeryOpaqueToken4711'],
    ['in a sentence', [json], '{"m":"it is aVeryOpaqueToken4711."}'],
    ['in markup', [], '<a href="/x/aVeryOpaqueToken4711/y">'],
    ['in a redirect', ['Location: /s/aVeryOpaqueToken4711/z'], ''],
    ['in a list of a field', ['X-Own: a, aVeryOpaqueToken4711'], ''],
  ])('is the same %s, after the value was sent as a credential', (_, fields, body) => {
    const record = recorder();
    record({ fields: ['Authorization', 'Bearer aVeryOpaqueToken4711'] });
    const { response } = record({}, { fields, body });
    expect(response).not.toMatch(/Token4711/);
    expect(response).toMatch(placeholder);
  });

  it('is the same for a number and for the same value as a text', () => {
    const record = recorder();
    const minted = record({}, { fields: [json], body: '{"session_id":123456789}' }).response;
    const [, expected] = /"session_id":(\d+)/.exec(minted) ?? [];
    expect(record({ target: '/me?session_id=123456789' }).request).toContain(`=${expected} `);
    const repeated = record({}, { fields: [json], body: '{"a":123456789,"b":"123456789"}' });
    expect(repeated.response).toContain(`{"a":${expected},"b":"${expected}"}`);
  });

  it('is the same in Set-Cookie and in Cookie, with any encoding', () => {
    const record = recorder();
    const set = record({}, { fields: ['Set-Cookie: sid=s%3Aabc4711def; Path=/'] }).response;
    const sent = record({ fields: ['Cookie', 'sid=s:abc4711def'] }).request;
    expect(placeholder.exec(sent)?.[0]).toBe(placeholder.exec(set)?.[0]);
    expect(set).toMatch(/; Path=\/\r\n/);
  });

  it('is the same within one recording, and different in the next', () => {
    expect(placeholderBy(1)).toBe(placeholderBy(1));
    expect(placeholderBy(1)).not.toBe(placeholderBy(2));
  });
});

describe('the rest of an exchange', () => {
  it('stays unchanged, byte for byte', () => {
    const body = '{ "n": 1.10, "tokens": 12, "a": [null, "x\\u00e9"], "n": 2 }';
    const { response } = recorder()({}, { fields: [json, 'Content-Length: 60'], body });
    expect(response).toBe(`HTTP/1.1 200 OK\r\n${json}\r\nContent-Length: 60\r\n\r\n${body}`);
  });

  it('has numbers in place of secret numbers, which begin with 8080', () => {
    const { response } = recorder()({}, { fields: [json], body: '{"pin":1234}' });
    expect(response).toMatch(/\{"pin":8080\d{11}\}$/);
  });

  it.each([
    ['counts', '{"pass":10,"fail":2,"keys":3,"session":5}'],
    ['the key of a list', '[{"key":7},{"key":8}]'],
    ['the key of a setting', '{"key":"theme","value":"dark"}'],
  ])('keeps %s under a name that may also mark a secret', (_, body) => {
    const { response } = recorder()({}, { fields: [json], body });
    expect(response).toContain(`\r\n\r\n${body}`);
  });

  it.each([
    ['a long number', '{"session":123456789}'],
    ['the number of a card', '{"pan":4111111111111111}'],
    ['a key with digits', '{"key":"hunter2"}'],
  ])('has a placeholder for %s under such a name', (_, body) => {
    const { response } = recorder()({}, { fields: [json], body });
    expect(response).toMatch(/:(?:8080\d{11}|"parallax-secret-[0-9a-f]{16}")\}$/);
  });

  it('keeps a key in a query that is a word', () => {
    expect(recorder()({ target: '/kv?key=theme&a=1' }).request).toMatch(/\?key=theme&a=1 /);
  });

  it.each([
    ['a status', '{"code":0,"data":{"id":1}}'],
    ['the name of an error', '{"code":"invalid_credentials"}'],
  ])('keeps %s in the answer to a login', (_, body) => {
    const { response } = recorder()({ target: '/api/auth/me' }, { fields: [json], body });
    expect(response).toContain(`\r\n\r\n${body}`);
  });

  it.each([
    ['an answer', {}, '{"code":"4/0AX4XfWh"}'],
    ['an answer, as a long number', {}, '{"code":4711471147}'],
    ['a request', { method: 'POST', body: '{"code":471147}' }, ''],
  ])('has a placeholder for the code of a login in %s', (_, request, body) => {
    const shown = recorder()({ target: '/login', ...request }, { fields: [json], body });
    expect(shown.request + shown.response).not.toMatch(/4711|4\/0AX/);
  });

  it('keeps counts and amounts inside a secret object', () => {
    const body = '{"keys":{"7":{"requests":6,"costUsd":0.5}}}';
    const { response } = recorder()({}, { fields: [json], body });
    expect(response).toContain(`\r\n\r\n${body}`);
  });

  it('has the length of the new body, and no digest of the former body', () => {
    const fields = [json, 'Content-Length: 19', 'Digest: sha-256=x'];
    const { response } = recorder()({}, { fields, body: '{"token":"hunter2"}' });
    expect(response).not.toMatch(/Digest/);
    expect(response).toMatch(/Content-Length: 44\r\n/);
  });

  it('is decoded if a coded body contained a secret', () => {
    const fields = [json, 'Content-Encoding: gzip'];
    const { response } = recorder()({}, { fields, body: gzipSync('{"token":"hunter2"}') });
    expect(response).not.toMatch(/Content-Encoding/);
    expect(response).toMatch(/\{"token":"parallax-secret-/);
  });
});

describe('a body that cannot be searched for secrets', () => {
  it.each([
    ['has an unknown coding', ['Content-Encoding: x-own'], 'hunter2'],
    ['is binary', ['Content-Type: application/octet-stream'], Buffer.from([0xff, 0x00, 0xfe])],
    ['is UTF-16', [json], Buffer.from('{"password":"hunter2"}', 'utf16le')],
    ['is a Protobuf', ['Content-Type: application/x-protobuf'], '\n(hunter2'],
    [
      'is a form with data after its end',
      ['Content-Type: multipart/form-data; boundary=x'],
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\nhunter2',
    ],
    [
      'is a form with text before its start',
      ['Content-Type: multipart/form-data; boundary=x'],
      'password=hunter2\r\n--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
    ],
    ['is a damaged gzip', ['Content-Encoding: gzip'], 'hunter2'],
    ['is a form without an end', ['Content-Type: multipart/form-data; boundary=x'], '--x\r\n'],
  ])('is left out with a mark: it %s', (_, fields, body) => {
    const { exchange, leftOutBodies } = recorder()({}, { fields, body });
    expect(exchange.response.body).toHaveLength(0);
    expect(exchange).toMatchObject({ leftOut: 'body_not_recorded', requestWhole: true });
    expect(leftOutBodies).toBe(1);
  });

  it('keeps a request from being sent if it belongs to the request', () => {
    const fields = ['Content-Encoding', 'x-own'];
    const { exchange } = recorder()({ method: 'POST', body: 'hunter2', fields });
    expect(exchange).toMatchObject({ leftOut: 'body_not_recorded', requestWhole: false });
  });
});

describe('a body with the type of a picture', () => {
  it('has a placeholder for its token if it is text', () => {
    const fields = ['Content-Type: image/png'];
    const { response } = recorder()({}, { fields, body: '{"token":"hunter2"}' });
    expect(response).not.toMatch(/hunter2/);
  });
});

describe('a form with files', () => {
  it.each([
    ['in the extended form', "name*=utf-8''password"],
    ['with blanks', 'name = "password"'],
    ['of a file', 'name="password"; filename="x"'],
    ['in pieces', 'name*0="pass"; name*1="word"'],
  ])('has a placeholder under the name of a secret, %s', (_, name) => {
    const body = `--x\r\nContent-Disposition: form-data; ${name}\r\n\r\nhunter2\r\n--x--\r\n`;
    const fields = ['Content-Type: multipart/form-data; boundary=x'];
    const { response } = recorder()({}, { fields, body });
    expect(response).not.toMatch(/hunter2/);
    expect(response).toMatch(placeholder);
  });

  it('has a placeholder for a credential in the fields of a part', () => {
    const head = 'Content-Disposition: form-data; name="a"\r\nAuthorization: Bearer hunter2';
    const fields = ['Content-Type: multipart/form-data; boundary=x'];
    const { response } = recorder()({}, { fields, body: `--x\r\n${head}\r\n\r\n1\r\n--x--\r\n` });
    expect(response).toMatch(new RegExp(`Authorization: Bearer ${placeholder.source}\r\n`));
    expect(response).toMatch(/\r\n\r\n1\r\n--x--/);
  });

  it('keeps its picture, and has a placeholder for its password', () => {
    const body = Buffer.concat([
      Buffer.from('--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2\r\n'),
      Buffer.from('--x\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\n'),
      Buffer.from('Content-Type: image/png\r\n\r\n'),
      Buffer.from([0xff, 0x00, 0xfe]),
      Buffer.from('\r\n--x--\r\n'),
    ]);
    const fields = ['Content-Type: multipart/form-data; boundary=x'];
    const { exchange, response } = recorder()({}, { fields, body });
    expect(response).not.toMatch(/hunter2/);
    expect(Buffer.from(exchange.response.body).includes(Buffer.from([0xff, 0x00, 0xfe]))).toBe(
      true,
    );
  });
});

function placeholderBy(key: number): string {
  return createPlaceholders(Buffer.alloc(32, key)).of('hunter2-secret');
}

function textOf({ head, body }: Exchange['request']): string {
  return `${Buffer.from(head).toString('latin1')}${Buffer.from(body).toString()}`;
}
