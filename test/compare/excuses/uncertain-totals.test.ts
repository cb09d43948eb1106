import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UncertainCount } from '../../../src/vocabulary/excuses.ts';
import {
  compareAnswers,
  compareValues,
  excusesOf,
  items,
  pathsOf,
  raced,
} from './excuse-fixture.ts';

/** Notes that writes created or removed during the request, on a path for notes by default. */
function notes(count: number, more: Partial<UncertainCount> = {}) {
  return { uncertain: [{ cause: 3, kind: 'note', count, isOfPath: true, ...more }] };
}

describe('a total of things one of which raced with the request', () => {
  it.each([
    [
      'beside a page of a longer list',
      { total: 17, data: items('a') },
      { total: 18, data: items('a') },
    ],
    ['alone', { total: 17 }, { total: 16 }],
    ['under its own name', { data: { notesCount: 17 } }, { data: { notesCount: 18 } }],
    [
      'in an object named after the things',
      { data: { allNotesConnection: { totalCount: 17 } } },
      { data: { allNotesConnection: { totalCount: 18 } } },
    ],
    ['after a full page', { total: 2, data: items('a', 'b') }, { total: 3, data: items('a', 'b') }],
    [
      'in an object beside the list',
      { data: [], meta: { total: 1 } },
      { data: [], meta: { total: 0 } },
    ],
    ['in a thing that counts other things', { id: 'u', notesCount: 4 }, { id: 'u', notesCount: 5 }],
  ])('is explained %s', (_, primary, candidate) => {
    expect(compareValues(primary, candidate, notes(1)).outcome).toBe('racy');
  });

  it.each([
    ['off by more', { total: 17 }, { total: 19 }],
    ['named after other things', { usersCount: 17 }, { usersCount: 18 }],
    ['in an object of other things', { users: { total: 17 } }, { users: { total: 18 } }],
    ['the amount of one thing', { id: 'o', total: 17 }, { id: 'o', total: 18 }],
    ['an amount, by its name', { totalPrice: 17 }, { totalPrice: 18 }],
    ['a size', { size: 17, totalSize: 17 }, { size: 18, totalSize: 18 }],
    ['not a whole number', { total: 17.5 }, { total: 18 }],
    ['missing on one side', { total: 17 }, {}],
    ['negative', { total: 0 }, { total: -1 }],
    [
      'more than in a complete list',
      { total: 2, data: items('a', 'b') },
      { total: 1, data: items('a', 'b') },
    ],
  ])('stays a mismatch if it is %s', (_, primary, candidate) => {
    expect(compareValues(primary, candidate, notes(1)).outcome).toBe('mismatch');
  });

  it('leaves another difference a mismatch', () => {
    const comparison = compareValues({ total: 1, page: 1 }, { total: 2, page: 2 }, notes(1));
    expect([comparison.outcome, pathsOf(comparison)]).toEqual(['mismatch', ['$.page']]);
  });

  it('is not explained by the path if the path names other things', () => {
    const other = notes(1, { isOfPath: false });
    expect(compareValues({ total: 1 }, { total: 2 }, other).outcome).toBe('mismatch');
  });

  it('is explained by its own name although the path names other things', () => {
    const other = notes(1, { kind: 'addnote', isOfPath: false });
    expect(compareValues({ notesCount: 1 }, { notesCount: 2 }, other).outcome).toBe('racy');
  });

  it('stays a mismatch if the side that lists one element less counts one more', () => {
    const things = [raced(['data', 1], [], { candidatePath: null })];
    const answers = [
      { total: 2, data: items('a', 'b') },
      { total: 3, data: items('a') },
    ] as const;
    expect(compareValues(...answers, { things, ...notes(1) }).outcome).toBe('mismatch');
  });

  it('stays a mismatch if a complete list lacks the thing and the total is not smaller', () => {
    const things = [raced(['data', 0], [], { candidatePath: null })];
    const answers = [
      { total: 2, data: items('a', 'b') },
      { total: 2, data: items('b') },
    ] as const;
    const comparison = compareValues(...answers, { things, ...notes(1) });
    expect([comparison.outcome, pathsOf(comparison)]).toEqual(['mismatch', ['$.total']]);
  });
});

describe('a header that counts things one of which raced with the request', () => {
  const body = JSON.stringify(items('a', 'b'));
  const counting = (count: string) => ({ fields: ['X-Total-Count', count], body });

  it.each([
    ['is explained if one thing raced', '18', 1, 'racy'],
    ['stays a mismatch if it is off by more', '19', 1, 'mismatch'],
    ['stays a mismatch if it is less than the number of listed things', '1', 16, 'mismatch'],
  ])('%s', (_, theirs, count, outcome) => {
    const excuses = excusesOf(notes(count));
    expect(compareAnswers(counting('17'), counting(theirs), excuses).outcome).toBe(outcome);
  });
});

describe('a random total of things that raced with the request', () => {
  const row = fc.record({
    before: fc.nat(50),
    racing: fc.integer({ min: 1, max: 6 }),
    seen: fc.tuple(fc.nat(6), fc.nat(6)),
  });

  it('is explained whichever racing things each side counts', () => {
    fc.assert(
      fc.property(row, ({ before, racing, seen }) => {
        const [ours, theirs] = seen.map((count) => before + Math.min(count, racing));
        const { outcome } = compareValues({ total: ours }, { total: theirs }, notes(racing));
        expect(outcome).toBe(ours === theirs ? 'match' : 'racy');
      }),
      { seed: 7 },
    );
  });

  it('is never explained if it is off by more than the racing things', () => {
    fc.assert(
      fc.property(row, fc.integer({ min: 1, max: 9 }), ({ before, racing }, more) => {
        const answers = [{ total: before }, { total: before + racing + more }] as const;
        expect(compareValues(...answers, notes(racing)).outcome).toBe('mismatch');
      }),
      { seed: 7 },
    );
  });

  it('leaves every other difference a mismatch', () => {
    const other = fc.record({ note: fc.string(), on: fc.boolean(), rank: fc.nat(9) });
    fc.assert(
      fc.property(row, other, other, ({ before, racing }, ours, theirs) => {
        const answers = [
          { ...ours, total: before },
          { ...theirs, total: before + racing },
        ] as const;
        const without = compareValues(ours, theirs, {});
        expect(compareValues(...answers, notes(racing)).outcome === 'racy').toBe(
          without.outcome === 'match',
        );
      }),
      { seed: 7 },
    );
  });
});
