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
    ['a duration is milliseconds', ['db;dur=12.3'], { db: '12.3 ms' }],
    ['a description that is a number is a count', ['queries;desc="5"'], { queries: '5 count' }],
    ['a duration of queries is a count', ['queries;dur=5'], { queries: '5 count' }],
    [
      'so is one of statements of a database',
      ['pg.statements;dur=5'],
      { 'pg.statements': '5 count' },
    ],
    ['so is one in camel case', ['dbQueries;dur=5'], { dbQueries: '5 count' }],
    ['a count with a fraction says nothing', ['queries;dur=5.5'], {}],
    ['a discount is a time like any other', ['discount;dur=5'], { discount: '5 ms' }],
    ['a total is a time', ['db_total;dur=5'], { db_total: '5 ms' }],
    ['a name without a number says nothing', ['miss, cache;desc=hit'], {}],
    [
      'a comma and a semicolon in quotes separate nothing',
      ['db;desc="a, b;c";dur=1'],
      { db: '1 ms' },
    ],
    ['an escaped quote ends no string', ['db;desc="a\\", b";dur=1'], { db: '1 ms' }],
    ['several fields are one list', ['db;dur=1', 'app;dur=2'], { db: '1 ms', app: '2 ms' }],
    ['a name that comes again is added up', ['db;dur=1, db;dur=2'], { db: '3 ms' }],
    ['of a parameter that comes again, the first one counts', ['db;dur=1;dur=2'], { db: '1 ms' }],
    [
      'names of parameters have no case, and white space may surround =',
      ['db ; DUR = "1"'],
      { db: '1 ms' },
    ],
    [
      'what is malformed leaves the rest as it is',
      ['=, ;dur=1, a b;dur=1, db;dur, app;dur=2'],
      { app: '2 ms' },
    ],
    [
      'a negative duration, an exponent and no number are left out',
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
    );
  });

  it('are read as they were written, in any number and order', () => {
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
    );
  });
});
