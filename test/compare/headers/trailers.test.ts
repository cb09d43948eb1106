import { describe, expect, it } from 'vitest';
import { compareResponses, type ResponseSpec } from '../pair-fixture.ts';

function differing(primary: ResponseSpec, candidate: ResponseSpec, headers?: unknown): string[] {
  const compare = headers === undefined ? {} : { headers };
  return compareResponses(primary, candidate, compare).differences.map(({ path }) => path);
}

function behind(...trailers: string[]): ResponseSpec {
  return { body: '{"a":1}', trailers };
}

describe('trailers', () => {
  it('are all compared, whatever the case of their names', () => {
    expect(differing(behind('X-Sum', '7'), behind('x-sum', '7'))).toEqual([]);
    expect(differing(behind('X-Sum', '7'), behind('X-Sum', '8'))).toEqual(['x-sum (trailer)']);
  });

  it('differ if only one side has them', () => {
    const { differences } = compareResponses(behind('X-Sum', '7'), behind());
    expect(differences).toMatchObject([
      { aspect: 'header', kind: 'removed', path: 'x-sum (trailer)', primary: '7' },
    ]);
    expect(differing(behind(), behind('X-Sum', '7'))).toEqual(['x-sum (trailer)']);
  });

  it('are compared separately from the head: a field that moved to the head is a difference', () => {
    const inHead = { fields: ['X-Sum', '7'] };
    expect(differing({ trailers: ['X-Sum', '7'], fields: [] }, inHead)).toEqual([
      'x-sum (trailer)',
    ]);
  });

  it('are compared without the fields of one message, such as Date', () => {
    expect(differing(timing('1'), timing('2'))).toEqual([]);
  });

  it('are compared with a digest if the bytes of the bodies are the same', () => {
    const digest = ['Content-Digest', 'sha-256=:a:'];
    const other = ['Content-Digest', 'sha-256=:b:'];
    expect(differing(behind(...digest), behind(...other))).toEqual(['content-digest (trailer)']);
    expect(differing(behind(...digest), { body: '{ "a": 1 }', trailers: other })).toEqual([]);
  });

  it('are not compared if the config ignores or removes them', () => {
    const [one, other] = [behind('X-Sum', '7'), behind('X-Sum', '8')];
    expect(differing(one, other, { ignore: ['x-sum'] })).toEqual([]);
    expect(differing(one, other, { compare: ['x-*'], remove: ['x-sum'] })).toEqual([]);
    expect(
      differing(one, behind('X-Sum', 'a'), { ignore: [{ name: 'x-*', pattern: '[0-9]' }] }),
    ).toEqual(['x-sum (trailer)']);
  });
});

describe('the status of a gRPC call', () => {
  it('is compared, with its message', () => {
    expect(differing(ended('0'), ended('0'))).toEqual([]);
    expect(differing(ended('0'), ended('5', 'not found'))).toEqual(['grpc-status', 'grpc-message']);
    expect(differing(ended('5', 'no key'), ended('5', 'no such key'))).toEqual(['grpc-message']);
    expect(differing(ended('0'), behind())).toEqual(['grpc-status']);
  });

  it('may be in the head in place of the trailers', () => {
    const inHead: ResponseSpec = {
      fields: ['Content-Type', 'application/json', 'grpc-status', '5', 'grpc-message', 'no%20key'],
      body: '{"a":1}',
    };
    expect(differing(ended('5', 'no key'), inHead)).toEqual([]);
    expect(differing(ended('0'), inHead)).toEqual(['grpc-status', 'grpc-message']);
  });

  it('has its message compared without percent-encoding', () => {
    expect(differing(ended('5', '%C3%A9 a%25'), ended('5', '%c3%a9%20a%25'))).toEqual([]);
    expect(differing(ended('5', '%C3%A9'), ended('5', '%C3%A8'))).toEqual(['grpc-message']);
  });
});

const timing = (value: string) => behind('Server-Timing', value, 'Date', value);

const ended = (status: string, message = '') =>
  behind('Grpc-Status', status, ...(message === '' ? [] : ['Grpc-Message', message]));
