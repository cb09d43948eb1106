import { describe, expect, it } from 'vitest';
import { compareJsonTexts } from '../pair-fixture.ts';
import { found, usesOf } from './rule-fixture.ts';

function outcomeAt(transform: Record<string, unknown>, primary: string, candidate: string) {
  const bodies = [primary, candidate].map((value) => `{"a":${value}}`);
  return compareJsonTexts(bodies[0]!, bodies[1]!, {
    transform: [{ path: '$.a', ...transform }],
  }).outcome;
}

describe('transform as number', () => {
  it.each([
    ['"10.50"', '10.5'],
    ['10.5', '"10.50"'],
    ['"10.50"', '"10.5"'],
    ['"1e3"', '1000'],
    ['9007199254740993', '"9007199254740993"'],
    ['"123456789012345678901234567890"', '123456789012345678901234567890'],
    ['"0.10000000000000000001"', '0.10000000000000000001'],
    ['"-0"', '0'],
  ])('makes %s and %s equal', (primary, candidate) => {
    expect(outcomeAt({ as: 'number' }, primary, candidate)).toBe('match');
  });

  it.each([
    ['"10.50"', '10.6'],
    ['9007199254740993', '"9007199254740992"'],
    ['"0.10000000000000000001"', '0.1'],
    ['"00123"', '123'],
    ['"10,50"', '10.5'],
    ['" 10.5"', '10.5'],
    ['"NaN"', 'null'],
    ['""', '0'],
    ['"1"', 'true'],
  ])('does not make %s and %s equal', (primary, candidate) => {
    expect(outcomeAt({ as: 'number' }, primary, candidate)).toBe('mismatch');
  });

  it('allows a tolerance for the numbers', () => {
    const compare = {
      transform: [{ path: '$.a', as: 'number' }],
      tolerance: [{ path: '$.a', absolute: 0.1 }],
    };
    expect(compareJsonTexts('{"a":"10.50"}', '{"a":10.6}', compare).outcome).toBe('match');
    expect(compareJsonTexts('{"a":"10.50"}', '{"a":10.61}', compare).outcome).toBe('mismatch');
  });

  it('pairs the elements of arrays by number', () => {
    const compare = {
      by: [{ path: '$', key: 'id' }],
      transform: [{ path: '$[*].id', as: 'number' }],
    };
    const primary = '[{"id":1,"n":1},{"id":2,"n":2}]';
    const candidate = '[{"id":"0","n":0},{"id":"1","n":1},{"id":"2","n":3}]';
    expect(found(compareJsonTexts(primary, candidate, compare))).toEqual([
      'inserted $[0]',
      'changed $[1].n',
    ]);
  });
});

describe('transform as time', () => {
  const iso = '"2024-01-01T00:00:00Z"';

  it.each([
    ['"2024-01-01 00:00:00+00"', '"2024-01-01T00:00:00.000Z"'],
    ['"2024-01-01 02:00:00+02"', iso],
    ['"2024-01-01T05:30:00+0530"', iso],
    ['"Mon, 01 Jan 2024 00:00:00 GMT"', iso],
    ['"01 Jan 2024 01:00:00 +0100"', iso],
    ['"2024-01-01 00:00:00"', '"2024-01-01T00:00:00"'],
    ['"2024-01-01"', '"2024-01-01T00:00:00"'],
    ['"2024-01-01T00:00:00.123456Z"', '"2024-01-01 00:00:00.123456+00"'],
  ])('makes %s and %s the same moment', (primary, candidate) => {
    expect(outcomeAt({ as: 'time' }, primary, candidate)).toBe('match');
    expect(outcomeAt({ as: 'time' }, candidate, primary)).toBe('match');
  });

  it.each([
    ['"2024-01-01 00:00:00+00"', '"2024-01-01T01:00:00Z"', 'an hour off'],
    ['"2024-01-01 00:00:00+01"', iso, 'with the zone ignored'],
    ['"2024-01-01 00:00:00"', iso, 'without a zone, which may be any'],
    ['"2024-01-01"', iso, 'a date, which may be in any zone'],
    ['"2024-01-01T13:45:00Z"', '"2024-01-01T00:00:00Z"', 'without the time of day'],
    ['"2024-01-01T00:00:00.123456Z"', '"2024-01-01T00:00:00.123Z"', 'with less precision'],
    ['"Tue, 01 Jan 2024 00:00:00 GMT"', iso, 'with the wrong day of the week'],
    ['"2024-02-30T00:00:00Z"', '"2024-03-01T00:00:00Z"', 'a day that does not exist'],
    ['1704067200', iso, 'a number, which may be in any unit'],
  ])('does not make %s and %s equal: %s', (primary, candidate) => {
    expect(outcomeAt({ as: 'time' }, primary, candidate)).toBe('mismatch');
  });

  it.each([
    [{ zone: 'UTC' }, '"2024-01-01 00:00:00"', iso, 'match'],
    [{ zone: 'UTC' }, '"2024-01-01"', iso, 'match'],
    [{ zone: '+02:00' }, '"2024-01-01 02:00:00"', iso, 'match'],
    [{ zone: '+02:00' }, '"2024-01-01 00:00:00"', iso, 'mismatch'],
    [{ zone: 'UTC' }, '"2024-01-01 01:00:00"', iso, 'mismatch'],
    [{ epoch: 'seconds' }, '1704067200', iso, 'match'],
    [{ epoch: 'seconds' }, '"1704067200.5"', '"2024-01-01T00:00:00.5Z"', 'match'],
    [{ epoch: 'seconds' }, '1704067201', iso, 'mismatch'],
    [{ epoch: 'seconds' }, '1704067200000', iso, 'mismatch'],
    [{ epoch: 'milliseconds' }, '1704067200123', '"2024-01-01T00:00:00.123Z"', 'match'],
    [{ epoch: 'milliseconds' }, '1704067200', iso, 'mismatch'],
    [{ epoch: 'milliseconds' }, '-1500', '"1969-12-31T23:59:58.5Z"', 'match'],
    [{ epoch: 'either' }, '1704067200', '1704067200000', 'match'],
    [{ epoch: 'either' }, '1704067200', '1704067201000', 'mismatch'],
  ])('with %j makes %s and %s a %s', (terms, primary, candidate, outcome) => {
    expect(outcomeAt({ as: 'time', ...terms }, primary, candidate)).toBe(outcome);
  });

  it('allows a tolerance for the times', () => {
    const compare = {
      transform: [{ path: '$.a', as: 'time', epoch: 'milliseconds' }],
      tolerance: [{ path: '$.a', durationMs: 1000 }],
    };
    const primary = '{"a":"2024-01-01 00:00:00+00"}';
    expect(compareJsonTexts(primary, '{"a":1704067201000}', compare).outcome).toBe('match');
    expect(compareJsonTexts(primary, '{"a":1704067201001}', compare).outcome).toBe('mismatch');
  });
});

const holding = (inner: string): string => JSON.stringify({ a: inner });

describe('transform as json', () => {
  const transform = [{ path: '$.a', as: 'json' }];
  it.each([
    ['in another spelling', holding('{"x":1,"y":[2]}'), holding('{ "y": [2.0], "x": 1 }')],
    ['outside of a string', holding('{"x":1,"y":[2]}'), '{"a":{"y":[2],"x":1}}'],
    [
      'with numbers that a double cannot hold',
      holding('[9007199254740993]'),
      '{"a":[9007199254740993]}',
    ],
  ])('makes a JSON string equal to the document %s', (_, primary, candidate) => {
    expect(compareJsonTexts(primary, candidate, { transform }).outcome).toBe('match');
    expect(compareJsonTexts(candidate, primary, { transform }).outcome).toBe('match');
  });

  it('reports differences in the document, with their path', () => {
    const comparison = compareJsonTexts(holding('{"x":1,"y":2}'), holding('{"y":2, "x":3}'), {
      transform,
    });
    expect(found(comparison)).toEqual(['changed $.a.x']);
  });

  it.each([
    ['a number that a double cannot hold', '[9007199254740993]', '[9007199254740992]'],
    ['a repeated name', '{"x":1,"x":2}', '{"x": 2}'],
    ['text that is not JSON', '{"x":1}', '{"x":1'],
    ['a scalar', '[]', '1'],
  ])('hides no difference in %s', (_, primary, candidate) => {
    const comparison = compareJsonTexts(holding(primary), holding(candidate), { transform });
    expect(comparison.outcome).toBe('mismatch');
  });

  it('lets other rules apply to the document', () => {
    const compare = { transform, ignore: ['$.a.at'], unordered: ['$.a.tags'] };
    const primary = holding('{"at":1,"tags":[1,2]}');
    const candidate = holding('{"at":2,"tags":[2,1]}');
    expect(compareJsonTexts(primary, candidate, compare).outcome).toBe('match');
  });

  it('redacts secrets in the document', () => {
    const [one, other] = ['abc', 'def'].map((password) => holding(JSON.stringify({ password })));
    const [difference] = compareJsonTexts(one!, other!, { transform }).differences;
    expect(`${difference?.primary} ${difference?.candidate}`).not.toMatch(/abc|def/);
  });

  it('counts as used if the text differs and the meaning does not', () => {
    const used = { 'compare.transform[0]': 1 };
    const primary = holding('{"x":1}');
    expect(usesOf({ transform }, primary, holding('{ "x": 1 }'))).toEqual(used);
    expect(usesOf({ transform }, primary, holding('{ "x": 2 }'))).toEqual({});
    expect(usesOf({ transform }, primary, primary)).toEqual({});
  });
});
