import { describe, expect, it } from 'vitest';
import type { Excuse } from '../../../src/vocabulary/excuses.ts';
import { comparerFor, exchangeOf, pairWith } from '../pair-fixture.ts';
import {
  absent,
  cause,
  compareAnswers,
  compareValues,
  excusesOf,
  items,
  pathsOf,
  raced,
  stale,
} from './excuse-fixture.ts';

const found = { status: 200, body: '{"id":7}' };
const notFound = { status: 404, body: '{"error":"not found"}' };
const lost: Excuse = { because: 'loss', cause };

describe('an excuse for the statuses', () => {
  it('makes the whole exchange a cascade if a write was lost', () => {
    const comparison = compareAnswers(found, notFound, { status: lost, hint: 2 });
    expect(comparison).toMatchObject({ outcome: 'cascade', reason: '', cascadeOf: cause });
    expect(comparison.hint).toBeNull();
    expect(pathsOf(comparison)).toEqual(['status', '$.id', '$.error']);
  });

  it('makes it racy if requests overlapped', () => {
    const comparison = compareAnswers(found, notFound, { status: { ...lost, because: 'race' } });
    expect(comparison).toMatchObject({ outcome: 'racy', cascadeOf: null });
  });

  it('makes it a cascade with its own reason if a write was not sampled', () => {
    const status: Excuse = { ...lost, because: 'sampling' };
    expect(compareAnswers(found, notFound, { status })).toMatchObject({
      outcome: 'cascade',
      reason: 'not_sampled',
      cascadeOf: cause,
    });
  });

  it.each(['route_off', 'route_rate'] as const)(
    'makes it a cascade with its own reason if the policy of its route left a write out: %s',
    (because) => {
      const status: Excuse = { ...lost, because };
      expect(compareAnswers(found, notFound, { status })).toMatchObject({
        outcome: 'cascade',
        reason: because,
        cascadeOf: cause,
      });
    },
  );

  it('never excuses an error of the candidate', () => {
    const broken = { status: 500, body: '{"error":"oops"}' };
    const comparison = compareAnswers(found, broken, { status: lost, hint: 2 });
    expect(comparison).toMatchObject({ outcome: 'mismatch', cascadeOf: null, hint: 2 });
  });

  it('explains nothing if the statuses are equal', () => {
    const comparison = compareAnswers(found, { body: '{"id":8}' }, { status: lost });
    expect(comparison).toMatchObject({ outcome: 'mismatch', cascadeOf: null });
  });

  it('does not apply if the answers are equal', () => {
    expect(compareAnswers(found, found, { status: lost, hint: 2 })).toMatchObject({
      outcome: 'match',
      cascadeOf: null,
      hint: null,
    });
  });

  it('leaves an error of primary unchanged', () => {
    const broken = { status: 500, body: '' };
    expect(compareAnswers(broken, found, { status: lost }).outcome).toBe('primary_error');
  });
});

describe('an unseen session or thing', () => {
  it('makes an exchange with different statuses skipped', () => {
    const comparison = compareAnswers(found, notFound, { unseen: 'unseen_thing', hint: 2 });
    expect(comparison).toMatchObject({
      outcome: 'skipped',
      reason: 'unseen_thing',
      primary: { status: 200 },
      candidate: { status: 404 },
      differences: [],
      hint: null,
    });
  });

  it('never excuses an error of the candidate', () => {
    const comparison = compareAnswers(found, { status: 503 }, { unseen: 'unseen_session' });
    expect(comparison.outcome).toBe('mismatch');
  });

  it('explains nothing if the statuses are equal', () => {
    const comparison = compareAnswers(found, { body: '{}' }, { unseen: 'unseen_session' });
    expect(comparison.outcome).toBe('mismatch');
  });
});

describe('a hint', () => {
  it('is recorded with a mismatch and excuses nothing', () => {
    expect(compareAnswers(found, notFound, { hint: 2 })).toMatchObject({
      outcome: 'mismatch',
      hint: 2,
    });
  });

  it('is recorded if the candidate did not answer, whatever would excuse the statuses', () => {
    const pair = pairWith(exchangeOf(found), { kind: 'failed', failure: 'reset', totalMs: 1 });
    const excuses = excusesOf({ status: lost, unseen: 'unseen_thing', hint: 2 });
    expect(comparerFor().compare({ ...pair, excuses })).toMatchObject({
      outcome: 'candidate_error',
      reason: 'reset',
      cascadeOf: null,
      hint: 2,
    });
  });

  it('is the first cause of the set-aside things if the shadow plane gives none', () => {
    const comparison = compareValues(
      { list: items('a', 'b', 'c'), size: 1 },
      { list: items('c'), size: 9 },
      { things: [absent(['list', 0], { cause: 8 }), absent(['list', 1], { cause: 5 })] },
    );
    expect(comparison).toMatchObject({ outcome: 'mismatch', cascadeOf: null, hint: 5 });
  });
});

describe('excuses of several reasons', () => {
  const [three, one] = [items('a', 'b', 'c'), items('c')];

  it('make a cascade of the earliest loss that was used', () => {
    const race = absent(['0'], { because: 'race', cause: 1 });
    const things = [
      absent([0], { cause: 9 }),
      absent([1], { cause: 6 }),
      absent([7], { cause: 2 }),
      race,
    ];
    const comparison = compareValues(three, one, { things });
    expect(comparison).toMatchObject({ outcome: 'cascade', reason: '', cascadeOf: 6 });
    expect(pathsOf(comparison)).not.toEqual([]);
  });

  it('are racy if a race and sampling were used', () => {
    const things = [raced([0], [], { candidatePath: null }), absent([1], { because: 'sampling' })];
    expect(compareValues(three, one, { things })).toMatchObject({
      outcome: 'racy',
      cascadeOf: null,
    });
  });

  it('are a match without differences if policy explains everything that was set aside', () => {
    const things = (['sampling', 'route_off', 'route_rate'] as const).map((because, at) =>
      absent([at], { because }),
    );
    expect(compareValues(three, one, { things })).toMatchObject({
      outcome: 'match',
      reason: '',
      differences: [],
      cascadeOf: null,
      hint: null,
    });
  });
});

describe('an old state that follows from policy', () => {
  const [now, before] = [{ status: 'closed' }, { status: 'open' }];

  it.each([
    ['sampling', 'not_sampled'],
    ['route_off', 'route_off'],
    ['route_rate', 'route_rate'],
  ] as const)('is a cascade and not a match, for %s', (because, reason) => {
    const things = [stale([], [before], { because, cause: 4 })];
    const comparison = compareValues(now, before, { things });
    expect(comparison).toMatchObject({ outcome: 'cascade', reason, cascadeOf: 4, hint: null });
    expect(pathsOf(comparison)).toEqual(['$.status']);
  });

  it('keeps things set aside beside it from being a match', () => {
    const things = [
      absent(['list', 0], { because: 'sampling', cause: 2 }),
      raced(['thing'], [now, before], { because: 'sampling', cause: 4 }),
    ];
    const comparison = compareValues(
      { list: items('a', 'b'), thing: now },
      { list: items('b'), thing: before },
      { things },
    );
    expect(comparison).toMatchObject({ outcome: 'cascade', reason: 'not_sampled', cascadeOf: 2 });
  });
});

describe('bodies that are not JSON', () => {
  it.each([
    ['text/plain', 'a\nb', 'b'],
    ['application/x-ndjson', '{"id":1}\n{"id":2}', '{"id":2}'],
  ])('stay a mismatch, whatever the marks are: %s', (type, ours, theirs) => {
    const fields = ['Content-Type', type];
    const excuses = { things: [absent([0])] };
    const comparison = compareAnswers({ fields, body: ours }, { fields, body: theirs }, excuses);
    expect(comparison.outcome).toBe('mismatch');
  });

  it('stay a mismatch if one side is JSON', () => {
    const comparison = compareAnswers({ body: '[1]' }, { body: 'oops' }, { things: [absent([0])] });
    expect(comparison.outcome).toBe('mismatch');
  });
});

describe('JSON that repeats a name', () => {
  it('stays a mismatch, whatever the marks are', () => {
    const ours = '{"a":1,"a":1,"list":[1,2]}';
    const comparison = compareAnswers(
      { body: ours },
      { body: '{"a":1,"a":1,"list":[2]}' },
      { things: [absent(['list', 0])] },
    );
    expect(comparison.outcome).toBe('mismatch');
  });
});
