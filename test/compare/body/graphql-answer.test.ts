import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { answered, comparerFor, exchangeOf, pairWith, type ResponseSpec } from '../pair-fixture.ts';

const asked = JSON.stringify({ query: '{ thing(id: 7) { name } }', variables: {} });
const fine = JSON.stringify({ data: { thing: { name: 'a' } } });
const failed = JSON.stringify({
  data: { thing: null },
  errors: [{ message: 'no', path: ['thing'] }],
});

interface Asked {
  readonly line?: string;
  readonly type?: string;
  readonly body?: string;
}

function compare(
  primary: ResponseSpec | string,
  candidate: ResponseSpec | string,
  { line = 'POST /graphql', type = 'application/json', body = asked }: Asked = {},
): Comparison {
  const [ours, theirs] = [primary, candidate].map((answer) =>
    typeof answer === 'string' ? { body: answer } : answer,
  );
  const head = Buffer.from(`${line} HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\n\r\n`);
  const exchange = exchangeOf(ours!, { request: { head, body: Buffer.from(body) } });
  return comparerFor().compare(pairWith(exchange, answered(theirs!)));
}

describe('GraphQL errors in a response with status 200', () => {
  it('count as an error of the candidate if primary has none', () => {
    expect(compare(fine, failed)).toMatchObject({ outcome: 'mismatch', addsErrors: true });
  });

  it.each<[string, Asked]>([
    ['by the path of the request', { body: '{"operationName":"Thing"}' }],
    ['by a segment within the path', { line: 'POST /api/GraphQL/v1?a=b' }],
    ['by the body of the request', { line: 'POST /api' }],
    [
      'by the content type of the request',
      { line: 'POST /api', type: 'application/graphql', body: '{ thing }' },
    ],
    ['by the query of the request', { line: 'GET /api?query=%7Bthing%7D', body: '' }],
  ])('are recognized %s', (_, request) => {
    expect(compare(fine, failed, request).addsErrors).toBe(true);
  });

  it('are recognized in a batch, and in a compressed answer', () => {
    expect(compare(`[${fine},${fine}]`, `[${fine},${failed}]`).addsErrors).toBe(true);
    const gzip = ['Content-Type', 'application/json', 'Content-Encoding', 'gzip'];
    expect(compare(fine, { fields: gzip, body: gzipSync(failed) }).addsErrors).toBe(true);
  });

  it('are a match if both sides have the same', () => {
    expect(compare(failed, failed)).toMatchObject({ outcome: 'match', addsErrors: false });
    const spelled = failed.replace(
      '{"message":"no","path":["thing"]}',
      '{"path":["thing"], "message":"no"}',
    );
    expect(compare(failed, spelled)).toMatchObject({ outcome: 'match', addsErrors: false });
  });

  it.each<[string, ResponseSpec | string, ResponseSpec | string]>([
    ['both sides have different errors', failed, failed.replace('no', 'never')],
    ['only primary has errors', failed, fine],
    ['the list of errors is empty', fine, '{"data":null,"errors":[]}'],
    ['the errors have no message', fine, '{"data":null,"errors":[{"title":"no"}]}'],
    [
      'the answer has other members beside data and errors',
      fine,
      failed.replace('{', '{"status":"failed",'),
    ],
    ["primary's answer is not a GraphQL answer", '{"thing":1}', failed],
    ['the status is an error already', fine, { status: 500, body: failed }],
  ])('are no error of the candidate if %s', (_, primary, candidate) => {
    expect(compare(primary, candidate)).toMatchObject({ outcome: 'mismatch', addsErrors: false });
  });

  it('are not recognized in another API with a member called errors', () => {
    const request = { line: 'POST /api/things', body: '{"query":"shoes"}' };
    expect(compare(fine, failed, request)).toMatchObject({
      outcome: 'mismatch',
      addsErrors: false,
    });
  });
});
