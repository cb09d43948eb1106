import { describe, expect, it } from 'vitest';
import { absent, compareAnswers } from '../excuses/excuse-fixture.ts';
import { comparerFor, compareJsonTexts, pairOf, type ResponseSpec } from '../pair-fixture.ts';
import { found, usesOf } from './rule-fixture.ts';

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
      'the candidate lacks it',
      items({ created_at: 1 }),
      items({}),
      'removed $.items[0].created_at',
    ],
    [
      'only primary lacks it',
      items({}, { created_at: 1 }),
      items({ createdAt: 1 }, { createdAt: 1 }),
      'added $.items[0].createdAt',
    ],
    [
      'the candidate has both names',
      items({ created_at: 1 }),
      items({ created_at: 1, createdAt: 2 }),
      'added $.items[0].createdAt',
    ],
    ['the rule is for another path', '{"created_at":1}', '{"createdAt":1}', 'removed $.created_at'],
  ])('is a difference if %s', (_, primary, candidate, difference) => {
    expect(found(compareJsonTexts(primary, candidate, { rename }))).toContain(difference);
  });

  it('is not renamed if primary uses the new name itself', () => {
    const both = items({ createdAt: 1 });
    expect(compareJsonTexts(both, items({ createdAt: 2 }), { rename })).toMatchObject({
      differences: [{ path: '$.items[0].createdAt', primary: '1', candidate: '2' }],
    });
  });

  it('may be renamed at any place', () => {
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

  it('may be in a document that is a JSON string', () => {
    const compare = { rename: [{ from: 'a', to: 'b' }], transform: [{ path: '$.t', as: 'json' }] };
    const primary = JSON.stringify({ t: '{"a":1,"c":2}' });
    const candidate = JSON.stringify({ t: '{"c":2,"b":1}' });
    expect(compareJsonTexts(primary, candidate, compare).outcome).toBe('match');
  });

  it("has the candidate's name in an object that only the candidate has, and is redacted by both names", () => {
    const compare = { rename: [{ path: '$[*]', from: 'pw', to: 'password' }] };
    const candidate = '[{"password":"one-x","n":1},{"password":"two-y","n":2}]';
    const [inserted] = compareJsonTexts('[{"pw":"one-x","n":1}]', candidate, compare).differences;
    expect(inserted?.candidate).toContain('"password"');
    expect(inserted?.candidate).not.toContain('two-y');
    const other = compareJsonTexts('[{"pw":"one"}]', '[{"password":"two"}]', compare).differences;
    expect(JSON.stringify(other)).not.toMatch(/one|two/);
  });

  it('counts a use of the rule if it pairs a member, whatever the value', () => {
    const used = { 'compare.rename[0]': 1 };
    expect(usesOf({ rename }, items({ created_at: 1 }), items({ createdAt: 1 }))).toEqual(used);
    expect(usesOf({ rename }, items({ created_at: 1 }), items({ createdAt: 2 }))).toEqual(used);
    expect(usesOf({ rename }, items({ created_at: 1 }), items({ created_at: 2 }))).toEqual({});
  });

  it('keeps the identities in its value', () => {
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

  it('keeps an excuse for a difference in its value, and is not excused further', () => {
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
