import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  draftRules,
  type RuleDraft,
} from '../../../../src/control/admin/pages/field/draft-rules.ts';
import { comparerFor, pairOf, type ResponseSpec } from '../../../compare/pair-fixture.ts';

const route = 'GET /api/keys/{id}';

/** The drafts for the first difference between two answers, as the pages would offer them. */
function draftsFor(primary: ResponseSpec, candidate: ResponseSpec): readonly RuleDraft[] {
  const [difference] = comparerFor().compare(pairOf(primary, candidate)).differences;
  if (difference === undefined) throw new Error('nothing differs');
  const pairs = [{ primary: difference.primary, candidate: difference.candidate, exchanges: 1 }];
  return draftRules({ ...difference, route, pairs });
}

/** What comparing comes to with a draft in the config, as someone would have pasted it. */
function outcomeWith({ yaml }: RuleDraft, primary: ResponseSpec, candidate: ResponseSpec): string {
  const config = parse(yaml) as Record<string, unknown>;
  return comparerFor(config).compare(pairOf(primary, candidate)).outcome;
}

const json = (value: unknown): ResponseSpec => ({ body: JSON.stringify(value) });

const cases: readonly [string, ResponseSpec, ResponseSpec, number][] = [
  ['numbers', json({ cost: 0.0012 }), json({ cost: 0.0013 }), 2],
  ['numbers in lists', json({ a: [{ n: 100 }] }), json({ a: [{ n: 107.3 }] }), 2],
  [
    'timestamps',
    json({ at: '2026-01-01T00:00:00.000Z' }),
    json({ at: '2026-01-01T00:00:01.234Z' }),
    2,
  ],
  ['a text', json({ name: 'a' }), json({ name: 'b' }), 1],
  ['a null that is left out', json({ end: null }), json({}), 2],
  ['a member that is left out', json({ end: 'stop' }), json({}), 1],
  ['another order', json({ tags: ['a', 'b', 'c', 'd'] }), json({ tags: ['d', 'c', 'b', 'a'] }), 2],
  ['an odd name', json({ 'a b"c': 1, z: 1 }), json({ 'a b"c': 2, z: 1 }), 2],
  [
    'a header',
    { fields: ['Cache-Control', 'no-store'] },
    { fields: ['Cache-Control', 'private'] },
    1,
  ],
  [
    'a cookie',
    { fields: ['Set-Cookie', 'a=1; Path=/'] },
    { fields: ['Set-Cookie', 'a=2; Path=/x'] },
    1,
  ],
];

describe('a draft of a rule', () => {
  it.each(cases)('explains what it was drafted for: %s', (_, primary, candidate, count) => {
    const drafts = draftsFor(primary, candidate);
    expect(drafts).toHaveLength(count);
    for (const draft of drafts) {
      expect([draft.yaml, outcomeWith(draft, primary, candidate)]).toEqual([draft.yaml, 'match']);
    }
  });

  it('is narrow where it can be: what is further apart still counts', () => {
    const [tolerance] = draftsFor(json({ cost: 0.0012 }), json({ cost: 0.0013 }));
    expect(outcomeWith(tolerance!, json({ cost: 1 }), json({ cost: 2 }))).toBe('mismatch');
  });

  it('is for its route alone', () => {
    const [draft] = draftsFor(json({ cost: 1 }), json({ cost: 2 }));
    expect(parse(draft!.yaml)).toMatchObject({ routes: [{ match: route }] });
  });

  it('is not made for a status', () => {
    expect(draftsFor({ status: 200 }, { status: 404 })).toEqual([]);
  });

  it('is not made for a path that is not shown in full', () => {
    const field = { route, aspect: 'body', kind: 'changed', pairs: [] } as const;
    expect(draftRules({ ...field, template: '$.a…b' })).toEqual([]);
    expect(draftRules({ ...field, template: '$["‹redacted #12›"]' })).toEqual([]);
  });
});
