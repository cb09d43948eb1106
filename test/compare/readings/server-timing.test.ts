import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readServerTiming,
  serverTimingValues,
} from '../../../src/compare/readings/server-timing.ts';
import { formatResponseHead, withTrailers } from '../../../src/vocabulary/raw-head.ts';

function metrics(...values: readonly string[]) {
  return Object.fromEntries(
    [...readServerTiming(values)].map(([name, { unit, value }]) => [name, `${value} ${unit}`]),
  );
}

describe('metrics of Server-Timing', () => {
  it.each<[string, readonly string[], Record<string, string>]>([
    ['have durations in milliseconds', ['db;dur=12.3'], { db: '12.3 ms' }],
    ['have a count if the description is a number', ['queries;desc="5"'], { queries: '5 count' }],
    ['have a count in the duration of queries', ['queries;dur=5'], { queries: '5 count' }],
    [
      'have a count in the duration of database statements',
      ['pg.statements;dur=5'],
      { 'pg.statements': '5 count' },
    ],
    [
      'have a count in a duration with a camel-case name',
      ['dbQueries;dur=5'],
      { dbQueries: '5 count' },
    ],
    ['have no count with a fraction', ['queries;dur=5.5'], {}],
    ['have a time under the name discount', ['discount;dur=5'], { discount: '5 ms' }],
    ['have a time under the name total', ['db_total;dur=5'], { db_total: '5 ms' }],
    ['have no value for a name without a number', ['miss, cache;desc=hit'], {}],
    ['have commas and semicolons in quoted strings', ['db;desc="a, b;c";dur=1'], { db: '1 ms' }],
    ['have escaped quotes in quoted strings', ['db;desc="a\\", b";dur=1'], { db: '1 ms' }],
    ['are one list from several fields', ['db;dur=1', 'app;dur=2'], { db: '1 ms', app: '2 ms' }],
    ['are added up if a name is repeated', ['db;dur=1, db;dur=2'], { db: '3 ms' }],
    ['have the first value of a repeated parameter', ['db;dur=1;dur=2'], { db: '1 ms' }],
    [
      'names of parameters have no case, and white space may surround =',
      ['db ; DUR = "1"'],
      { db: '1 ms' },
    ],
    [
      'are read beside malformed parts',
      ['=, ;dur=1, a b;dur=1, db;dur, app;dur=2'],
      { app: '2 ms' },
    ],
    [
      'leave out negative durations, exponents and durations that are no numbers',
      ['a;dur=-1, b;dur=1e9, c;dur=NaN'],
      {},
    ],
  ])('%s', (_, values, expected) => {
    expect(metrics(...values)).toEqual(expected);
  });

  it('are read from the head and from the trailers, whatever the case of the name', () => {
    const head = formatResponseHead(200, [
      'server-timing',
      'db;dur=1',
      'X-Server-Timing',
      'no;dur=1',
    ]);
    const whole = withTrailers(head, ['Server-Timing', 'app;dur=2']);
    expect(metrics(...serverTimingValues(whole))).toEqual({ db: '1 ms', app: '2 ms' });
  });

  it('are finite, not negative, and bounded in number, whatever a server sends', () => {
    const piece = fc.constantFrom(
      'db',
      ';',
      ',',
      '=',
      '"',
      '\\',
      'dur',
      'desc',
      '1',
      '.',
      ' ',
      '9'.repeat(400),
    );
    const hostile = fc.array(fc.oneof(piece, fc.string()), { maxLength: 300 });
    fc.assert(
      fc.property(hostile, (pieces) => {
        const read = [...readServerTiming([pieces.join('')]).values()];
        expect(read.length).toBeLessThanOrEqual(64);
        expect(read.every(({ value }) => Number.isFinite(value) && value >= 0)).toBe(true);
      }),
      { seed: 7 },
    );
  });

  it('are read as they were written, for random names and numbers', () => {
    const name = fc
      .stringMatching(/^[a-z]{1,10}$/)
      .filter((one) => !/count|queries|statements/.test(one));
    const all = fc.dictionary(name, fc.nat(1_000_000), { maxKeys: 20 });
    fc.assert(
      fc.property(all, (durations) => {
        const written = Object.entries(durations).map(
          ([key, dur]) => `${key};desc="a,b";dur=${dur}`,
        );
        const expected = Object.entries(durations).map(([key, dur]) => [key, `${dur} ms`]);
        expect(metrics(written.join(' , '))).toEqual(Object.fromEntries(expected));
      }),
      { seed: 7 },
    );
  });
});
