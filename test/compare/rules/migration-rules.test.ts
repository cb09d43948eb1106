import { describe, expect, it } from 'vitest';
import { createPairComparer } from '../../../src/compare/compare-pair.ts';
import { countRuleUses } from '../../../src/compare/rules/rule-uses.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { absent, compareAnswers } from '../excuses/excuse-fixture.ts';
import {
  comparerFor,
  compareJsonTexts,
  compareResponses,
  pairOf,
  parseConfig,
  redactor,
  type ResponseSpec,
} from '../pair-fixture.ts';

function found({ differences }: Comparison): readonly string[] {
  return differences.map(({ kind, path }) => `${kind} ${path}`);
}

/** How often each rule was of use in one comparison. */
function usesIn(
  compare: Record<string, unknown>,
  primary: ResponseSpec,
  candidate: ResponseSpec,
): Readonly<Record<string, number>> {
  const uses: Record<string, number> = {};
  const use = countRuleUses((rule) => {
    uses[rule] = (uses[rule] ?? 0) + 1;
  });
  createPairComparer(parseConfig({ compare }), redactor, { use }).compare(
    pairOf(primary, candidate),
  );
  return uses;
}

function usesOf(compare: Record<string, unknown>, primary: string, candidate: string) {
  return usesIn(compare, { body: primary }, { body: candidate });
}

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
  ])('takes %s and %s for the same', (primary, candidate) => {
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
  ])('does not take %s for %s', (primary, candidate) => {
    expect(outcomeAt({ as: 'number' }, primary, candidate)).toBe('mismatch');
  });

  it('makes numbers that a tolerance is held against', () => {
    const compare = {
      transform: [{ path: '$.a', as: 'number' }],
      tolerance: [{ path: '$.a', absolute: 0.1 }],
    };
    expect(compareJsonTexts('{"a":"10.50"}', '{"a":10.6}', compare).outcome).toBe('match');
    expect(compareJsonTexts('{"a":"10.50"}', '{"a":10.61}', compare).outcome).toBe('mismatch');
  });

  it('tells the elements of arrays apart by what they mean', () => {
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
  ])('takes %s and %s for the same moment', (primary, candidate) => {
    expect(outcomeAt({ as: 'time' }, primary, candidate)).toBe('match');
    expect(outcomeAt({ as: 'time' }, candidate, primary)).toBe('match');
  });

  it.each([
    ['"2024-01-01 00:00:00+00"', '"2024-01-01T01:00:00Z"', 'an hour off'],
    ['"2024-01-01 00:00:00+01"', iso, 'the zone left out of account'],
    ['"2024-01-01 00:00:00"', iso, 'no zone, which may be any'],
    ['"2024-01-01"', iso, 'a date, which may be of any zone'],
    ['"2024-01-01T13:45:00Z"', '"2024-01-01T00:00:00Z"', 'the time of day lost'],
    ['"2024-01-01T00:00:00.123456Z"', '"2024-01-01T00:00:00.123Z"', 'the precision lost'],
    ['"Tue, 01 Jan 2024 00:00:00 GMT"', iso, 'another day of the week'],
    ['"2024-02-30T00:00:00Z"', '"2024-03-01T00:00:00Z"', 'a day that there is not'],
    ['1704067200', iso, 'a number, which may be of any unit'],
  ])('does not take %s for %s: %s', (primary, candidate) => {
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
  ])('with %j, %s and %s are a %s', (terms, primary, candidate, outcome) => {
    expect(outcomeAt({ as: 'time', ...terms }, primary, candidate)).toBe(outcome);
  });

  it('makes times that a tolerance is held against', () => {
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
    ['as itself', holding('{"x":1,"y":[2]}'), '{"a":{"y":[2],"x":1}}'],
    [
      'with numbers that no double holds',
      holding('[9007199254740993]'),
      '{"a":[9007199254740993]}',
    ],
  ])('takes the document in a text for the same %s', (_, primary, candidate) => {
    expect(compareJsonTexts(primary, candidate, { transform }).outcome).toBe('match');
    expect(compareJsonTexts(candidate, primary, { transform }).outcome).toBe('match');
  });

  it('finds what differs in it, at its place', () => {
    const comparison = compareJsonTexts(holding('{"x":1,"y":2}'), holding('{"y":2, "x":3}'), {
      transform,
    });
    expect(found(comparison)).toEqual(['changed $.a.x']);
  });

  it.each([
    ['a number that no double holds', '[9007199254740993]', '[9007199254740992]'],
    ['a name that comes twice', '{"x":1,"x":2}', '{"x": 2}'],
    ['what is no JSON', '{"x":1}', '{"x":1'],
    ['a scalar', '[]', '1'],
  ])('hides no difference in %s', (_, primary, candidate) => {
    const comparison = compareJsonTexts(holding(primary), holding(candidate), { transform });
    expect(comparison.outcome).toBe('mismatch');
  });

  it('lets other rules reach into it', () => {
    const compare = { transform, ignore: ['$.a.at'], unordered: ['$.a.tags'] };
    const primary = holding('{"at":1,"tags":[1,2]}');
    const candidate = holding('{"at":2,"tags":[2,1]}');
    expect(compareJsonTexts(primary, candidate, compare).outcome).toBe('match');
  });

  it('hides the secrets in it', () => {
    const [one, other] = ['abc', 'def'].map((password) => holding(JSON.stringify({ password })));
    const [difference] = compareJsonTexts(one!, other!, { transform }).differences;
    expect(`${difference?.primary} ${difference?.candidate}`).not.toMatch(/abc|def/);
  });

  it('is used where a text is another and means the same, and not where it differs', () => {
    const used = { 'compare.transform[0]': 1 };
    const primary = holding('{"x":1}');
    expect(usesOf({ transform }, primary, holding('{ "x": 1 }'))).toEqual(used);
    expect(usesOf({ transform }, primary, holding('{ "x": 2 }'))).toEqual({});
    expect(usesOf({ transform }, primary, primary)).toEqual({});
  });
});

describe('an accepted status', () => {
  const status = [
    { primary: 201, candidate: 200 },
    { primary: 400, candidate: 422 },
  ];

  it.each([
    [201, 200],
    [400, 422],
  ])('makes %i ~ %i a match', (primary, candidate) => {
    const pair = [
      { status: primary, body: '{"a":1}' },
      { status: candidate, body: '{"a":1}' },
    ] as const;
    expect(compareResponses(...pair).outcome).toBe('mismatch');
    expect(compareResponses(...pair, { status }).outcome).toBe('match');
    expect(Object.values(usesIn({ status }, ...pair))).toEqual([1]);
  });

  it.each([
    [200, 201],
    [201, 202],
    [201, 500],
    [400, 200],
  ])('accepts nothing else: %i ~ %i', (primary, candidate) => {
    const comparison = compareResponses({ status: primary }, { status: candidate }, { status });
    expect(found(comparison)).toEqual(['changed status']);
    expect(usesIn({ status }, { status: primary }, { status: candidate })).toEqual({});
  });

  it('does not accept another body, or another header', () => {
    const comparison = compareResponses(
      {
        status: 201,
        fields: ['Content-Type', 'application/json', 'Allow', 'GET'],
        body: '{"a":1}',
      },
      {
        status: 200,
        fields: ['Content-Type', 'application/json', 'Allow', 'PUT'],
        body: '{"a":2}',
      },
      { status },
    );
    expect(found(comparison)).toEqual(['changed allow', 'changed $.a']);
  });

  it('is counted in each comparison, and beside the rules for the body', () => {
    const uses: string[] = [];
    const use = countRuleUses((rule) => uses.push(rule));
    const config = parseConfig({ compare: { status, ignore: ['$.a'] } });
    const comparer = createPairComparer(config, redactor, { use });
    const bodies = ['{"a":1}', '{"a":1}', '{"a":2}'];
    for (const body of bodies) {
      comparer.compare(pairOf({ status: 201, body: '{"a":1}' }, { status: 200, body }));
    }
    expect(uses).toEqual([
      'compare.status[0]',
      'compare.status[0]',
      'compare.status[0]',
      'compare.ignore[0]',
    ]);
  });

  it('lets what excuses the rest be looked at', () => {
    const lost = { things: [absent(['items', 1])] };
    const [primary, candidate] = [
      { status: 201, body: '{"items":[{"id":1},{"id":2}]}' },
      { status: 200, body: '{"items":[{"id":1}]}' },
    ];
    expect(compareAnswers(primary, candidate, lost, { compare: { status } }).outcome).toBe(
      'cascade',
    );
    expect(compareAnswers(primary, candidate, lost).outcome).toBe('mismatch');
  });

  it('holds on its route alone where it stands there', () => {
    const pair = pairOf({ status: 201 }, { status: 200 });
    const outcomes = ['GET /api/keys/{id}', 'GET /other'].map((match) => {
      const comparer = comparerFor({ routes: [{ match, compare: { status } }] });
      return comparer.compare(pair).outcome;
    });
    expect(outcomes).toEqual(['match', 'mismatch']);
  });
});

const items = (...list: readonly unknown[]): string => JSON.stringify({ items: list });

function dataOf(...list: readonly unknown[]): ResponseSpec {
  return { body: JSON.stringify({ data: list }) };
}

describe('a renamed member', () => {
  const rename = [{ path: '$.items[*]', from: 'created_at', to: 'createdAt' }];

  it('is compared by its value', () => {
    const primary = items({ id: 1, created_at: 'a' }, { id: 2, created_at: { x: 1 } });
    const same = items({ createdAt: 'a', id: 1 }, { id: 2, createdAt: { x: 1 } });
    const other = items({ createdAt: 'b', id: 1 }, { id: 2, createdAt: { x: 2 } });
    expect(compareJsonTexts(primary, same, { rename }).outcome).toBe('match');
    expect(found(compareJsonTexts(primary, other, { rename }))).toEqual([
      'changed $.items[0].created_at',
      'changed $.items[1].created_at.x',
    ]);
  });

  it.each([
    [
      'the candidate leaves it out',
      items({ created_at: 1 }),
      items({}),
      'removed $.items[0].created_at',
    ],
    [
      'primary alone leaves it out',
      items({}, { created_at: 1 }),
      items({ createdAt: 1 }, { createdAt: 1 }),
      'added $.items[0].createdAt',
    ],
    [
      'the candidate has both',
      items({ created_at: 1 }),
      items({ created_at: 1, createdAt: 2 }),
      'added $.items[0].createdAt',
    ],
    ['it is renamed elsewhere', '{"created_at":1}', '{"createdAt":1}', 'removed $.created_at'],
  ])('is a difference where %s', (_, primary, candidate, difference) => {
    expect(found(compareJsonTexts(primary, candidate, { rename }))).toContain(difference);
  });

  it('is not renamed where primary uses the other name itself', () => {
    const both = items({ createdAt: 1 });
    expect(compareJsonTexts(both, items({ createdAt: 2 }), { rename })).toMatchObject({
      differences: [{ path: '$.items[0].createdAt', primary: '1', candidate: '2' }],
    });
  });

  it('may be renamed wherever it stands', () => {
    const anywhere = [{ from: 'created_at', to: 'createdAt' }];
    const primary = '{"created_at":1,"x":[{"y":{"created_at":2}}]}';
    const candidate = '{"createdAt":1,"x":[{"y":{"createdAt":2}}]}';
    expect(compareJsonTexts(primary, candidate, { rename: anywhere }).outcome).toBe('match');
  });

  it("may lead to other renamed members, by primary's names", () => {
    const nested = [
      { path: '$', from: 'items', to: 'data' },
      { path: '$.items[*]', from: 'a', to: 'b' },
    ];
    const compare = { rename: nested, ignore: ['$.items[*].at'] };
    const primary = '{"items":[{"a":1,"at":1},{"a":2,"at":1}]}';
    const candidate = '{"data":[{"b":0,"at":0},{"b":1,"at":2},{"b":2,"at":2}]}';
    expect(found(compareJsonTexts(primary, candidate, compare))).toEqual(['inserted $.items[0]']);
  });

  it('may stand in a document that is a text', () => {
    const compare = { rename: [{ from: 'a', to: 'b' }], transform: [{ path: '$.t', as: 'json' }] };
    const primary = JSON.stringify({ t: '{"a":1,"c":2}' });
    const candidate = JSON.stringify({ t: '{"c":2,"b":1}' });
    expect(compareJsonTexts(primary, candidate, compare).outcome).toBe('match');
  });

  it("is shown by the candidate's name in what only the candidate has, secrets hidden by both", () => {
    const compare = { rename: [{ path: '$[*]', from: 'pw', to: 'password' }] };
    const candidate = '[{"password":"one-x","n":1},{"password":"two-y","n":2}]';
    const [inserted] = compareJsonTexts('[{"pw":"one-x","n":1}]', candidate, compare).differences;
    expect(inserted?.candidate).toContain('"password"');
    expect(inserted?.candidate).not.toContain('two-y');
    const other = compareJsonTexts('[{"pw":"one"}]', '[{"password":"two"}]', compare).differences;
    expect(JSON.stringify(other)).not.toMatch(/one|two/);
  });

  it('is used where it pairs a member, whatever its value', () => {
    const used = { 'compare.rename[0]': 1 };
    expect(usesOf({ rename }, items({ created_at: 1 }), items({ createdAt: 1 }))).toEqual(used);
    expect(usesOf({ rename }, items({ created_at: 1 }), items({ createdAt: 2 }))).toEqual(used);
    expect(usesOf({ rename }, items({ created_at: 1 }), items({ created_at: 2 }))).toEqual({});
  });

  it('keeps the identities in it', () => {
    const known = [{ primary: '7', candidate: 'b-81f0', label: 'key #1' }];
    const compare = {
      rename: [
        { path: '$', from: 'owner_id', to: 'ownerId' },
        { path: '$', from: 'map', to: 'byId' },
      ],
    };
    const outcomeOf = (candidate: unknown) => {
      const pair = pairOf(
        { body: '{"owner_id":7,"map":{"7":{"n":1}}}' },
        { body: JSON.stringify(candidate) },
      );
      const identities = { ...pair.identities, known };
      return comparerFor({ compare }).compare({ ...pair, identities });
    };
    expect(outcomeOf({ ownerId: 'b-81f0', byId: { 'b-81f0': { n: 1 } } }).outcome).toBe('match');
    expect(found(outcomeOf({ ownerId: 'b-81f1', byId: { 'b-81f0': { n: 2 } } }))).toEqual([
      'identity $.owner_id',
      'changed $.map["7"].n',
    ]);
  });

  it('keeps what excuses a difference in it, and no more than that', () => {
    const nested = [{ path: '$', from: 'items', to: 'data' }, ...rename];
    const primary = { body: items({ id: 1, created_at: 1 }, { id: 2, created_at: 2 }) };
    const lost = { things: [absent(['items', 1])] };
    const compare = { rename: nested };
    expect(
      compareAnswers(primary, dataOf({ id: 1, createdAt: 1 }), lost, { compare }).outcome,
    ).toBe('cascade');
    expect(
      found(compareAnswers(primary, dataOf({ id: 1, createdAt: 3 }), lost, { compare })),
    ).toEqual(['changed $.items[0].created_at']);
  });
});
