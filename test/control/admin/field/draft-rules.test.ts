import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { draftRules } from '../../../../src/control/admin/pages/field/draft-rules.ts';
import {
  combineDrafts,
  draftYaml,
  type RuleDraft,
} from '../../../../src/control/admin/pages/field/drafted-field.ts';
import { comparerFor, pairOf, type ResponseSpec } from '../../../compare/pair-fixture.ts';

const route = 'GET /api/keys/{id}';

/** The drafts for the first difference between two answers, as the pages would offer them. */
function draftsFor(primary: ResponseSpec, candidate: ResponseSpec): readonly RuleDraft[] {
  const [difference] = comparerFor().compare(pairOf(primary, candidate)).differences;
  if (difference === undefined) throw new Error('nothing differs');
  const pairs = [{ primary: difference.primary, candidate: difference.candidate, exchanges: 1 }];
  return draftRules({ ...difference, pairs });
}

/** The comparison with a draft pasted into the config. */
function outcomeWith(
  { rules }: Pick<RuleDraft, 'rules'>,
  primary: ResponseSpec,
  candidate: ResponseSpec,
): string {
  const config = parse(draftYaml(rules, [route])) as Record<string, unknown>;
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
  ['a text', json({ name: 'a' }), json({ name: 'b' }), 2],
  ['null in place of a missing member', json({ end: null }), json({}), 2],
  ['a missing member', json({ end: 'stop' }), json({}), 2],
  ['another order', json({ tags: ['a', 'b', 'c', 'd'] }), json({ tags: ['d', 'c', 'b', 'a'] }), 2],
  ['a name in brackets', json({ 'a b"c': 1, z: 1 }), json({ 'a b"c': 2, z: 1 }), 2],
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

/** The kinds of rules that are offered for the first difference, in their order. */
function kindsFor(primary: ResponseSpec, candidate: ResponseSpec): readonly string[] {
  return draftsFor(primary, candidate).flatMap(({ rules }) => Object.keys(rules));
}

const at = (a: unknown): ResponseSpec => json({ a });

describe('the drafts of rules for a difference', () => {
  const moment = '2026-01-01T00:00:00Z';

  it.each<[string, readonly string[], ResponseSpec, ResponseSpec]>([
    ['numbers in texts', ['transform', 'ignore'], at('10.50'), at(10.5)],
    ['spellings of a time', ['transform', 'ignore'], at(moment), at('2026-01-01 00:00:00+00')],
    ['times without a zone', ['transform', 'ignore'], at(moment), at('2026-01-01 00:00:00')],
    ['times as numbers', ['transform', 'ignore'], at(moment), at(1_767_225_600)],
    ['times as milliseconds', ['transform', 'ignore'], at(moment), at(1_767_225_600_000)],
    ['JSON in a text', ['transform', 'ignore'], at('{"b":1}'), at({ b: 1 })],
    ['letter case', ['transform', 'ignore'], at('ACTIVE'), at('active')],
    ['other words', ['equate', 'ignore'], at('active'), at('enabled')],
    ['numbers', ['tolerance', 'ignore'], at(1), at(2)],
    ['statuses of one class', ['status'], { status: 201 }, { status: 200 }],
  ])('begin with the strictest rule that explains it: %s', (_, kinds, primary, candidate) => {
    expect(kindsFor(primary, candidate)).toEqual(kinds);
    const [first] = draftsFor(primary, candidate);
    expect(outcomeWith(first!, primary, candidate)).toBe('match');
  });

  it.each<[string, ResponseSpec, ResponseSpec, ResponseSpec]>([
    ['another number', at('10.50'), at(10.5), at(10.6)],
    ['an hour off', at(moment), at('2026-01-01 00:00:00+00'), at('2026-01-01 01:00:00+00')],
    ['another unit', at(moment), at(1_767_225_600), at(1_767_225_600_000)],
    ['another member', at('{"b":1}'), at({ b: 1 }), at({ b: 2 })],
    ['another word', at('active'), at('enabled'), at('deleted')],
    ['another body', { status: 201 }, { status: 200 }, { status: 200, body: '{"a":1}' }],
  ])('find the nearest bug with the first rule: %s', (_, primary, candidate, wrong) => {
    const [first] = draftsFor(primary, candidate);
    expect(outcomeWith(first!, primary, wrong)).toBe('mismatch');
  });

  it('state what they assume', () => {
    const [first] = draftsFor(at(moment), at('2026-01-01 00:00:00'));
    expect(first?.effect).toBe(
      'Compares times by the moment, however they are written; a time without a zone is in UTC.',
    );
  });

  it('propose to rename a member that has another name in the candidate, and not a default for it', () => {
    const [primary, candidate] = [json({ created_at: 1, b: 1 }), json({ createdAt: 1, b: 1 })];
    const difference = comparerFor().compare(pairOf(primary, candidate)).differences[0]!;
    const pairs = [{ primary: difference.primary, candidate: null, exchanges: 1 }];
    const other = { template: '$.createdAt', fields: ['x'], isAlways: true, sameShare: 1 };
    const drafts = draftRules({ ...difference, pairs, otherNames: [other] });
    expect(drafts.flatMap(({ rules }) => Object.keys(rules))).toEqual(['rename', 'ignore']);
    expect(outcomeWith(drafts[0]!, primary, candidate)).toBe('match');
    expect(drafts[0]!.fields).toHaveLength(2);
  });
});

const headers = (name: string) => ({
  effect: '',
  rules: { headers: { ignore: [name] } },
  fields: [name],
});

describe('a draft of rules for several fields', () => {
  it('explains all of them, without repeated rules', () => {
    const primary = json({ a: '1.0', b: 'x', list: [{ n: 1 }, { n: 5 }] });
    const candidate = json({ a: 1, b: 'y', list: [{ n: 2 }, { n: 6 }] });
    const { differences } = comparerFor().compare(pairOf(primary, candidate));
    const drafts = differences.map((one) => {
      const pairs = [{ primary: one.primary, candidate: one.candidate, exchanges: 1 }];
      return draftRules({ ...one, pairs })[0]!;
    });
    const combined = combineDrafts([...drafts, drafts[0]!]);
    expect(outcomeWith(combined, primary, candidate)).toBe('match');
    expect(combined.fields).toHaveLength(3);
    expect(combined.rules).toMatchObject({
      transform: [{ path: '$.a' }],
      equate: [{ path: '$.b' }],
      tolerance: [{ path: '$.list[*].n' }],
    });
  });

  it('separates rules for headers and for bodies', () => {
    const body = { effect: '', rules: { ignore: ['$.a'] }, fields: ['a'] };
    expect(combineDrafts([headers('etag'), body, headers('vary')]).rules).toEqual({
      headers: { ignore: ['etag', 'vary'] },
      ignore: ['$.a'],
    });
  });
});

describe('a draft of a rule', () => {
  it.each(cases)('explains its difference: %s', (_, primary, candidate, count) => {
    const drafts = draftsFor(primary, candidate);
    expect(drafts).toHaveLength(count);
    for (const draft of drafts) {
      expect([draft.rules, outcomeWith(draft, primary, candidate)]).toEqual([draft.rules, 'match']);
    }
  });

  it('is narrow if it can be: larger distances still count', () => {
    const [tolerance] = draftsFor(json({ cost: 0.0012 }), json({ cost: 0.0013 }));
    expect(outcomeWith(tolerance!, json({ cost: 1 }), json({ cost: 2 }))).toBe('mismatch');
  });

  it('is for one route', () => {
    const [draft] = draftsFor(json({ cost: 1 }), json({ cost: 2 }));
    expect(parse(draftYaml(draft!.rules, [route]))).toMatchObject({ routes: [{ match: route }] });
  });

  it('may be for all routes on which the field differs, and for routes without a name', () => {
    const [draft] = draftsFor(json({ cost: 1 }), json({ cost: 2 }));
    const routes = ['GET /a', 'GET /b/{id}'];
    expect(parse(draftYaml(draft!.rules, routes))).toEqual({
      routes: routes.map((match) => ({ match, compare: draft!.rules })),
    });
    expect(parse(draftYaml(draft!.rules, ['GET /a', '(other)']))).toEqual({
      compare: draft!.rules,
    });
  });

  it('is not offered for a status of another class', () => {
    expect(draftsFor({ status: 200 }, { status: 404 })).toEqual([]);
  });

  it('is not offered for a path that is not shown in full', () => {
    const field = { aspect: 'body', kind: 'changed', pairs: [] } as const;
    expect(draftRules({ ...field, template: '$.a…b' })).toEqual([]);
    expect(draftRules({ ...field, template: '$["‹redacted #12›"]' })).toEqual([]);
  });
});
