import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { answered, comparerFor, exchangeOf, pairWith, type ResponseSpec } from '../pair-fixture.ts';

const json = '{"a":1}';
const type = ['Content-Type', 'application/json'];

function plain(body = json, ...fields: string[]): ResponseSpec {
  return { fields: [...type, ...fields], body };
}

function coded(coding: 'gzip' | 'br', body = json, ...fields: string[]): ResponseSpec {
  const bytes = coding === 'gzip' ? gzipSync(body) : brotliCompressSync(body);
  return { fields: [...type, 'Content-Encoding', coding, ...fields], body: bytes };
}

/** The differences of two answers, for a client with this Accept-Encoding. */
function differing(primary: ResponseSpec, candidate: ResponseSpec, accepted?: string): string[] {
  const field = accepted === undefined ? '' : `Accept-Encoding: ${accepted}\r\n`;
  const head = Buffer.from(`GET /a HTTP/1.1\r\nHost: a\r\n${field}\r\n`);
  const exchange = exchangeOf(primary, { request: { head, body: Buffer.alloc(0) } });
  const comparison = comparerFor().compare(pairWith(exchange, answered(candidate)));
  return comparison.differences.map(({ path }) => path);
}

describe('the same content in another coding', () => {
  it.each<[string, ResponseSpec, ResponseSpec, string | undefined]>([
    ['no longer coded', coded('gzip'), plain(), 'gzip'],
    ['now coded, which the client accepts', plain(), coded('gzip'), 'gzip, deflate'],
    ['in another coding that the client accepts', coded('gzip'), coded('br'), 'gzip, br;q=0.5'],
    ['in any coding, to a client without Accept-Encoding', plain(), coded('br'), undefined],
    ['in any coding, to a client that accepts all codings', plain(), coded('br'), '*'],
    ['no longer coded, though the client accepts no coding', coded('gzip'), plain(), 'identity'],
  ])('is no difference: %s', (_, primary, candidate, accepted) => {
    expect(differing(primary, candidate, accepted)).toEqual([]);
  });

  it.each<[string, ResponseSpec, ResponseSpec, string]>([
    ['the client does not accept', coded('gzip'), coded('br'), 'gzip'],
    ['the client does not accept, as it accepts only identity', plain(), coded('gzip'), 'identity'],
    ['the client refuses', plain(), coded('gzip'), '*, gzip;q=0'],
    ['is unknown', plain(), plain(json, 'Content-Encoding', 'x-own'), '*'],
  ])('is a difference in a coding that %s', (_, primary, candidate, accepted) => {
    expect(differing(primary, candidate, accepted)).toContain('content-encoding');
  });

  it('is a difference if the content differs', () => {
    expect(differing(coded('gzip'), plain('{"a":2}'))).toEqual(['$.a']);
    expect(differing(coded('gzip'), coded('br', '{"a":2}'))).toEqual(['$.a']);
  });

  it('is a difference if the content is not in the stated coding', () => {
    expect(differing(coded('gzip'), plain(json, 'Content-Encoding', 'gzip'))).toEqual(['$']);
    expect(differing(plain(), { fields: type, body: gzipSync(json) })).toEqual(['$']);
  });
});

describe('Vary: Accept-Encoding', () => {
  const vary = ['Vary', 'Origin, Accept-Encoding'];

  it.each<[string, ResponseSpec, ResponseSpec]>([
    ['goes with the coding', coded('gzip', json, ...vary), plain(json, 'Vary', 'Origin')],
    ['comes with the coding', plain(json, 'Vary', 'Origin'), coded('gzip', json, ...vary)],
    ['goes with all else that varies', coded('gzip', json, 'Vary', 'accept-encoding'), plain()],
  ])('may differ with the coding: it %s', (_, primary, candidate) => {
    expect(differing(primary, candidate)).toEqual([]);
  });

  it('is a difference if only the coded answer lacks it', () => {
    const [primary, candidate] = [plain(json, ...vary), coded('gzip', json, 'Vary', 'Origin')];
    expect(differing(primary, candidate)).toEqual(['vary']);
  });

  it('is a difference if the coding is the same', () => {
    expect(differing(plain(json, ...vary), plain(json, 'Vary', 'Origin'))).toEqual(['vary']);
  });

  it('hides no other field that the answer varies with', () => {
    const primary = coded('gzip', json, 'Vary', 'Cookie, Accept-Encoding');
    expect(differing(primary, plain(json, 'Vary', 'Origin'))).toEqual(['vary']);
  });
});
