import { describe, expect, it } from 'vitest';
import { compareResponses } from '../pair-fixture.ts';

function compareFields(
  primary: readonly string[],
  candidate: readonly string[],
  headers?: readonly string[],
) {
  return compareResponses(
    { fields: primary },
    { fields: candidate },
    headers === undefined ? {} : { headers },
  ).differences;
}

describe('headers', () => {
  it('are compared only if the config names them', () => {
    const one = ['X-Build', '1', 'Location', '/a'];
    const other = ['X-Build', '2', 'Location', '/b'];
    expect(compareFields(one, other, ['x-build']).map((each) => each.path)).toEqual(['x-build']);
    expect(compareFields(one, other, []).map((each) => each.path)).toEqual([]);
  });

  it('are not compared by default if they differ by nature', () => {
    const fields = ['Date', 'ETag', 'Server', 'Content-Length', 'Connection', 'X-Request-Id'];
    expect(
      compareFields(
        fields.flatMap((name) => [name, '1']),
        fields.flatMap((name) => [name, '2']),
      ),
    ).toEqual([]);
  });

  it('are compared whatever the case of their names', () => {
    expect(compareFields(['LOCATION', '/a'], ['location', '/a'])).toEqual([]);
    expect(compareFields(['LOCATION', '/a'], ['location', '/b'])).toHaveLength(1);
    expect(compareFields(['location', '/a'], ['location', '/b'], ['Location'])).toHaveLength(1);
  });

  it('are compared in any order of names', () => {
    expect(
      compareFields(
        ['X-A', 'a', 'Allow', 'GET', 'X-A', 'b'],
        ['Allow', 'GET', 'X-A', 'a', 'X-A', 'b'],
        ['x-a', 'allow'],
      ),
    ).toEqual([]);
  });

  it('are compared in their order if a name is repeated', () => {
    expect(
      compareFields(['X-A', 'a', 'X-A', 'b'], ['X-A', 'b', 'X-A', 'a'], ['x-a']),
    ).toMatchObject([
      {
        aspect: 'header',
        kind: 'changed',
        path: 'x-a',
        template: 'x-a',
        primary: 'a, b',
        candidate: 'b, a',
        shape: null,
        distance: null,
      },
    ]);
  });

  it.each([
    ['added', [], ['Location', '/a'], null, '/a'],
    ['removed', ['Location', '/a'], [], '/a', null],
    ['changed', ['Location', '/a'], ['Location', ''], '/a', ''],
  ])('are a difference: %s', (kind, left, right, primary, candidate) => {
    expect(compareFields(left, right)).toMatchObject([{ kind, primary, candidate }]);
  });
});

describe('Content-Type', () => {
  it.each([
    ['application/json', 'Application/JSON'],
    ['text/html;charset=utf-8', 'text/html; charset=UTF-8'],
    ['text/html; charset="utf-8"', 'text/html;charset=utf-8'],
    ['text/plain; format=flowed; charset=utf-8', 'text/plain; charset=utf-8; format=flowed'],
    ['text/plain; charset=utf8', 'text/plain; charset="UTF-8"'],
    ['multipart/mixed; boundary=a', 'multipart/mixed; boundary="b c"'],
  ])('is compared by its meaning: %s is %s', (left, right) => {
    expect(compareFields(['Content-Type', left], ['Content-Type', right])).toEqual([]);
  });

  it.each([
    ['application/json', 'application/problem+json'],
    ['text/html; charset=utf-8', 'text/html; charset=latin1'],
    ['text/html; charset=utf-8', 'text/html'],
    ['multipart/mixed; type=a; boundary=a', 'multipart/mixed; type=A; boundary=a'],
    ['text/plain; boundary=a', 'text/plain; boundary=b'],
  ])('is compared by its meaning: %s is not %s', (left, right) => {
    expect(compareFields(['Content-Type', left], ['Content-Type', right])).toHaveLength(1);
  });
});
