import { describe, expect, it } from 'vitest';
import { madeNames, searchedText, showsAny } from '../../../src/hub/order/made-names.ts';
import { exchangesFrom, type RequestSpec } from '../../shadow/exchange-fixture.ts';

const exchange = exchangesFrom();

function answered(request: RequestSpec, head: string, body: string) {
  const response = { head: Buffer.from(`HTTP/1.1 ${head}\r\n\r\n`), body: Buffer.from(body) };
  return exchange(request, { response });
}

const post: RequestSpec = { method: 'POST', target: '/articles', body: '{"title":"Hello you"}' };

describe('what a write may have made', () => {
  it.each([
    ['an id', '201 Created', '{"article":{"id":"a1b2c3"}}', ['a1b2c3']],
    ['a number', '201 Created', '{"articleId": 42}', ['42']],
    ['a slug', '200 OK', '{"slug":"hello-you-1"}', ['hello-you-1']],
    ['a token', '200 OK', '{"access_token":"eyJhbGciOi"}', ['eyJhbGciOi']],
    ['where to find it', '201 Created\r\nLocation: /articles/17?x=1', '', ['17']],
  ])('is %s', (_, head, body, names) => {
    expect(madeNames(answered(post, head, body))).toEqual(names);
  });

  it.each([
    ['the request names', '201 Created', '{"key":"Hello you"}'],
    ['is not named as a thing', '200 OK', '{"title":"a1b2c3d4"}'],
    ['primary refuses to make', '409 Conflict', '{"id":"a1b2c3"}'],
  ])('is nothing that %s', (_, head, body) => {
    expect(madeNames(answered(post, head, body))).toEqual([]);
  });
});

describe('a request that came after a write', () => {
  it.each<[string, RequestSpec]>([
    ['in its path', { target: '/articles/a1b2c3' }],
    ['in a field', { fields: ['Host', 'a', 'Authorization', 'Bearer a1b2c3'] }],
    ['in its body', { method: 'POST', target: '/likes', body: '{"of":"a1b2c3"}' }],
  ])('shows that by naming what was made: %s', (_, request) => {
    expect(showsAny(searchedText(exchange(request)), ['a1b2c3'])).toBe(true);
  });

  it('shows that by an answer that has what was made', () => {
    const list = answered({ target: '/articles' }, '200 OK', '{"items":["a1b2c3d4"]}');
    expect(showsAny(searchedText(list), ['a1b2c3d4'])).toBe(true);
  });

  it.each([
    ['/articles/42', true],
    ['/articles?id=42', true],
    ['/articles/142', false],
    ['/articles/42.5', false],
  ])('names a number only where that stands by itself: %s', (target, isNamed) => {
    expect(showsAny(searchedText(exchange({ target })), ['42'])).toBe(isNamed);
  });
});
