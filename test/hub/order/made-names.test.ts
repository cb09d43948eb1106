import { describe, expect, it } from 'vitest';
import { madeNames, searchedText, showsAny } from '../../../src/hub/order/made-names.ts';
import { exchangesFrom, type RequestSpec } from '../../shadow/exchange-fixture.ts';

const exchange = exchangesFrom();

function answered(request: RequestSpec, head: string, body: string) {
  const response = { head: Buffer.from(`HTTP/1.1 ${head}\r\n\r\n`), body: Buffer.from(body) };
  return exchange(request, { response });
}

const post: RequestSpec = { method: 'POST', target: '/articles', body: '{"title":"Hello you"}' };

describe('the names that a write may have created', () => {
  it.each([
    ['an id', '201 Created', '{"article":{"id":"a1b2c3"}}', ['a1b2c3']],
    ['a number', '201 Created', '{"articleId": 42}', ['42']],
    ['a slug', '200 OK', '{"slug":"hello-you-1"}', ['hello-you-1']],
    ['a token', '200 OK', '{"access_token":"eyJhbGciOi"}', ['eyJhbGciOi']],
    ['the last segment of Location', '201 Created\r\nLocation: /articles/17?x=1', '', ['17']],
  ])('include %s', (_, head, body, names) => {
    expect(madeNames(answered(post, head, body))).toEqual(names);
  });

  it.each([
    ['the request contains', '201 Created', '{"key":"Hello you"}'],
    ['has no name of an identity', '200 OK', '{"title":"a1b2c3d4"}'],
    ['is in a refusal', '409 Conflict', '{"id":"a1b2c3"}'],
  ])('do not include a value that %s', (_, head, body) => {
    expect(madeNames(answered(post, head, body))).toEqual([]);
  });
});

describe('an exchange that came after a write', () => {
  it.each<[string, RequestSpec]>([
    ['in the path', { target: '/articles/a1b2c3' }],
    ['in a field', { fields: ['Host', 'a', 'Authorization', 'Bearer a1b2c3'] }],
    ['in the body', { method: 'POST', target: '/likes', body: '{"of":"a1b2c3"}' }],
  ])('contains a name that the write created, in the request: %s', (_, request) => {
    expect(showsAny(searchedText(exchange(request)), ['a1b2c3'])).toBe(true);
  });

  it('contains a name that the write created, in the answer', () => {
    const list = answered({ target: '/articles' }, '200 OK', '{"items":["a1b2c3d4"]}');
    expect(showsAny(searchedText(list), ['a1b2c3d4'])).toBe(true);
  });

  it.each([
    ['/articles/42', true],
    ['/articles?id=42', true],
    ['/articles/142', false],
    ['/articles/42.5', false],
  ])('contains a number only as a whole word: %s', (target, isNamed) => {
    expect(showsAny(searchedText(exchange({ target })), ['42'])).toBe(isNamed);
  });
});
