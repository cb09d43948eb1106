import { describe, expect, it } from 'vitest';
import { requestFormOf } from '../../../src/shadow/sending/request-form.ts';
import { type ShadowRequest, shadowRequest } from '../../../src/shadow/sending/shadow-request.ts';
import type { CapturedMessage } from '../../../src/vocabulary/exchange.ts';
import { parseRequestHead, type RequestHead } from '../../../src/vocabulary/raw-head.ts';

interface Translated extends Partial<RequestHead> {
  readonly text?: string;
}

function asked(head: string, body = '', trailers = ''): CapturedMessage {
  const message = { head: Buffer.from(head, 'latin1'), body: Buffer.from(body) };
  return trailers === '' ? message : { ...message, trailers: Buffer.from(trailers) };
}

const untraced = { mode: 'same', unsampled: false } as const;

function shadowOf(
  request: CapturedMessage,
  host: string | null = null,
  { text, ...head }: Translated = {},
): ShadowRequest {
  const translated = {
    head: { ...parseRequestHead(request.head), ...head },
    body: text === undefined ? request.body : Buffer.from(text),
  };
  const url = 'http://up:81';
  const form = requestFormOf('candidate', { url, hostHeader: 'client' }, untraced);
  const made = shadowRequest(request, translated, { form: { ...form, host }, exchangeId: 'id-1' });
  if (typeof made === 'string') throw new Error(made);
  return made;
}

const added = 'x-parallax-exchange: id-1\r\n\r\n';

/** The head that is sent, without the name of the exchange. */
function headOf(head: string, host: string | null = null): string | undefined {
  const sent = shadowOf(asked(head), host)?.head;
  expect(sent?.endsWith(`\r\n${added}`)).toBe(true);
  return sent?.slice(0, -added.length).concat('\r\n');
}

describe('the head of a mirrored request', () => {
  it.each([
    ['a version without a Host', 'GET / HTTP/1.0\r\nX-A: 1\r\n\r\n'],
    ['no field', 'GET / HTTP/1.0\r\n\r\n'],
    ['order, case, duplicates', 'GET / HTTP/1.1\r\nX-b: 1\r\nHOST: a\r\nx-B: 2\r\nX-b: 3\r\n\r\n'],
    ['white space around values', 'GET / HTTP/1.1\r\nHost:a\r\nX-A:\t 1 \r\nX-B:\r\n\r\n'],
    ['octets beyond ASCII', 'GET /\xe4 HTTP/1.1\r\nHost: a\r\nX-A: \xa0\xff\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n'],
    [
      'fields that Connection names',
      'GET / HTTP/1.1\r\nAuthorization: b\r\nConnection: close, authorization\r\n\r\n',
    ],
    [
      'fields of the connection',
      'GET / HTTP/1.1\r\nKeep-Alive: 5\r\nTE: trailers\r\nProxy-Connection: close\r\n\r\n',
    ],
    ['an absolute target', 'GET http://client.example/a?b HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a target with another scheme', 'GET ftp://client.example/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['the asterisk target', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an unknown method', 'purge / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('keeps %s', (_, head) => {
    expect(headOf(head)).toBe(head);
  });

  it.each([
    ['Expect, because the body is sent at once', 'Expect: 100-continue\r\n', ''],
    [
      'an offer of HTTP/2',
      'Upgrade: h2c\r\nHTTP2-Settings: AA\r\nConnection: Upgrade, HTTP2-Settings\r\n',
      '',
    ],
    [
      'the offer of an upgrade, with other options kept',
      'Connection: keep-alive, upgrade\r\nUpgrade: h2c\r\n',
      'Connection: keep-alive\r\n',
    ],
  ])('does not contain %s', (_, fields, left) => {
    const start = 'POST / HTTP/1.1\r\nHost: a\r\n';
    expect(headOf(`${start}${fields}X: 1\r\n\r\n`)).toBe(`${start}${left}X: 1\r\n\r\n`);
  });

  it.each([
    [
      'in place of that of the client',
      'GET / HTTP/1.1\r\nA: 1\r\nhOST:  b\r\nC: 2\r\n\r\n',
      'GET / HTTP/1.1\r\nA: 1\r\nhOST:  up:81\r\nC: 2\r\n\r\n',
    ],
    [
      'if the client sent none',
      'GET / HTTP/1.0\r\nA: 1\r\n\r\n',
      'GET / HTTP/1.0\r\nA: 1\r\nHost: up:81\r\n\r\n',
    ],
    [
      'in an absolute target',
      'GET HTTP://b/$& HTTP/1.1\r\nHost: b\r\n\r\n',
      'GET HTTP://up:81/$& HTTP/1.1\r\nHost: up:81\r\n\r\n',
    ],
  ])("has the candidate's Host %s, if the config says so", (_, head, written) => {
    expect(headOf(head, 'up:81')).toBe(written);
  });

  it('has translated identities', () => {
    const request = asked('GET /a/1 HTTP/1.1\r\nHost: a\r\nX-Key:  k1 \r\nX-B: 2\r\n\r\n');
    const fields = ['Host', 'a', 'X-Key', 'other', 'X-B', '2'];
    expect(shadowOf(request, null, { target: '/a/2', fields })?.head).toBe(
      `GET /a/2 HTTP/1.1\r\nHost: a\r\nX-Key:  other\r\nX-B: 2\r\n${added}`,
    );
  });

  it.each<[string, Translated]>([
    ['a target', { target: '/a b' }],
    ['a target', { target: '/a\r\nX: 1' }],
    ['a value', { fields: ['Host', 'a\r\n\r\nGET / HTTP/1.1'] }],
    ['a value', { fields: ['Host', 'a\0'] }],
  ])('cannot contain %s that would end it early', (_, translated) => {
    const request = asked('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(() => shadowOf(request, null, translated)).toThrow('unmirrorable');
  });
});

describe('the body of a mirrored request', () => {
  const sized = 'POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\n';
  const chunked = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n';

  it('is missing if the client sent none', () => {
    expect(shadowOf(asked('POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n'))?.body).toBeNull();
  });

  it('has the stated length', () => {
    expect(shadowOf(asked(sized, 'before'))?.body?.toString()).toBe('before');
  });

  it('has a new length after the translation of identities', () => {
    const request = shadowOf(asked(sized, 'before'), null, { text: 'afterwards' });
    expect(request?.head).toBe(`POST / HTTP/1.1\r\nContent-Length: 10\r\n${added}`);
    expect(request?.body?.toString()).toBe('afterwards');
  });

  it('is one chunk if the client sent chunks', () => {
    const request = shadowOf(asked(chunked, 'ten octets'));
    expect(request?.head).toBe(`POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n${added}`);
    expect(request?.body?.toString()).toBe('a\r\nten octets\r\n0\r\n\r\n');
  });

  it('has no chunk if the client sent none', () => {
    expect(shadowOf(asked(chunked))?.body?.toString()).toBe('0\r\n\r\n');
  });

  it("is followed by the client's trailers", () => {
    const request = shadowOf(asked(chunked, 'a', 'X-Sum: 1\r\nx-sum:2\r\n'));
    expect(request?.body?.toString()).toBe('1\r\na\r\n0\r\nX-Sum: 1\r\nx-sum:2\r\n\r\n');
  });

  it('is a copy, independent of the captured memory', () => {
    const message = asked(sized, 'before');
    const request = shadowOf(message);
    message.body.fill(0);
    expect(request?.body?.toString()).toBe('before');
  });
});
