import { describe, expect, it } from 'vitest';
import { shadowRequest } from '../../../src/shadow/sending/shadow-request.ts';
import { parseRequestHead } from '../../../src/vocabulary/raw-head.ts';
import { type RequestSpec, requestOf } from '../exchange-fixture.ts';

function shadowOf(spec: RequestSpec, host: string | null = null) {
  const { head, body } = requestOf(spec);
  return shadowRequest(parseRequestHead(head), body, { host, exchangeId: 'id-1' });
}

/** What is sent beside the exchange's name. */
function fieldsOf(spec: RequestSpec, host: string | null = null): string[] | undefined {
  const headers = shadowOf(spec, host)?.headers;
  expect(headers?.slice(0, 2)).toEqual(['x-parallax-exchange', 'id-1']);
  return headers?.slice(2);
}

describe('the fields of a mirrored request', () => {
  it('keep their order, case and duplicates', () => {
    const fields = ['Host', 'a', 'X-b', '1', 'accept', '*/*', 'x-B', '2', 'Cookie', 'c=d'];
    expect(fieldsOf({ fields })).toEqual(fields);
  });

  it.each([
    'Connection',
    'Keep-Alive',
    'Proxy-Connection',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'Expect',
    'HTTP2-Settings',
    'Content-Length',
  ])('leave out %s', (name) => {
    expect(fieldsOf({ fields: ['Host', 'a', name, 'x'] })).toEqual(['Host', 'a']);
  });

  it('leave out what Connection names', () => {
    const fields = ['Host', 'a', 'X-Hop', '1', 'Connection', 'close, x-hop', 'X-End', '2'];
    expect(fieldsOf({ fields })).toEqual(['Host', 'a', 'X-End', '2']);
  });

  it('keep Host even if Connection names it', () => {
    expect(fieldsOf({ fields: ['Host', 'a', 'Connection', 'host'] })).toEqual(['Host', 'a']);
  });

  it('have one name of the exchange, ours', () => {
    expect(fieldsOf({ fields: ['Host', 'a', 'X-Parallax-Exchange', 'theirs'] })).toEqual([
      'Host',
      'a',
    ]);
  });

  it('have the candidate as Host where the config says so', () => {
    const fields = ['Host', 'client.example', 'X-A', '1'];
    expect(fieldsOf({ fields }, 'candidate:81')).toEqual(['X-A', '1', 'host', 'candidate:81']);
  });
});

describe('the target of a mirrored request', () => {
  it.each([
    ['/a/b?c=d', '/a/b?c=d'],
    ['//a', '//a'],
    ['http://client.example/a?b', '/a?b'],
    ['HTTPS://client.example:444/a', '/a'],
    ['http://client.example', '/'],
    ['http://client.example?a=b', '/?a=b'],
  ])('%s becomes %s', (target, path) => {
    expect(shadowOf({ target })?.path).toBe(path);
  });

  it.each([
    ['OPTIONS', '*'],
    ['OPTIONS', 'http://client.example'],
    ['CONNECT', 'client.example:443'],
    ['GET', 'client.example:443'],
    ['GET', 'ftp://client.example/'],
    ['GET', 'a/b'],
  ])('can only be sent where it was: %s %s', (method, target) => {
    expect(shadowOf({ method, target })).toBeNull();
  });
});

describe('a request with two hosts', () => {
  it('is not mirrored: servers differ in which they take', () => {
    expect(shadowOf({ fields: ['Host', 'a', 'host', 'b'] })).toBeNull();
  });
});

describe('the body of a mirrored request', () => {
  it('is left out where there was none', () => {
    expect(shadowOf({ method: 'POST' })?.body).toBeNull();
  });

  it('is kept even with a GET', () => {
    expect(shadowOf({ method: 'GET', body: 'q' })?.body).toEqual(Buffer.from('q'));
  });

  it('does not change with the memory it was captured in', () => {
    const { head, body } = requestOf({ method: 'POST', body: 'before' });
    const options = { host: null, exchangeId: 'id-1' };
    const request = shadowRequest(parseRequestHead(head), body, options);
    body.fill(0);
    expect(request?.body).toEqual(Buffer.from('before'));
  });
});
