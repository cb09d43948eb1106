import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import type { Identity } from '../../src/vocabulary/identities.ts';
import { answered, comparerFor, exchangeOf, pairWith, type ResponseSpec } from './pair-fixture.ts';

const uuid = '6f1d2c3b-4a59-4e87-9b0c-1d2e3f4a5b6c';
const otherUuid = '0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d';

/** Primary's and the candidate's value, labelled in their order. */
type Known = readonly (readonly [primary: string, candidate: string])[];

function compare(
  known: Known,
  primary: ResponseSpec,
  candidate: ResponseSpec,
  config: Record<string, unknown> = {},
): Comparison {
  const identities: Identity[] = known.map(([left, right], index) => ({
    primary: left,
    candidate: right,
    label: `‹token #${index + 1}›`,
  }));
  const pair = pairWith(exchangeOf(primary), answered(candidate));
  return comparerFor(config).compare({
    ...pair,
    identities: { known: identities, translated: [] },
  });
}

function compareJson(known: Known, primary: unknown, candidate: unknown): Comparison {
  return compare(known, { body: JSON.stringify(primary) }, { body: JSON.stringify(candidate) });
}

function kinds({ differences }: Comparison): readonly string[] {
  return differences.map(({ kind, path }) => `${kind} ${path}`);
}

describe('a body in which each deployment uses its own identities', () => {
  it.each([
    ['an id of another type', { id: 7 }, { id: uuid }],
    ['an id that is a number in text', { id: '7' }, { id: uuid }],
    ['ids in an array', { ids: [7, 7] }, { ids: [uuid, uuid] }],
    ['an object keyed by ids', { spend: { 7: 1 } }, { spend: { [uuid]: 1 } }],
    ['an id in a path', { self: '/api/keys/7' }, { self: `/api/keys/${uuid}` }],
    ['an id in a query', { next: '?after=7&limit=7' }, { next: `?after=${uuid}&limit=7` }],
    ['an id in a message', { error: 'key 7 is gone' }, { error: `key ${uuid} is gone` }],
    ['an id as the whole body', 7, uuid],
  ])('is the same: %s', (_what, primary, candidate) => {
    expect(compareJson([['7', uuid]], primary, candidate)).toMatchObject({
      outcome: 'match',
      differences: [],
    });
  });

  it('is the same if the ids are numbers in both', () => {
    const known: Known = [['7', '12']];
    expect(compareJson(known, { id: 7, keyId: 7 }, { id: 12, keyId: 12 }).outcome).toBe('match');
  });

  it('is the same with an id of more digits than a double holds', () => {
    const known: Known = [['912345678901234567', '812345678901234568']];
    const primary = { body: '{"id":912345678901234567,"n":1}' };
    const candidate = { body: '{"id":812345678901234568,"n":1}' };
    expect(compare(known, primary, candidate).outcome).toBe('match');
  });

  it('differs in a number that is an id elsewhere', () => {
    const comparison = compareJson([['7', '12']], { id: 7, count: 7 }, { id: 12, count: 12 });
    expect(kinds(comparison)).toEqual(['changed $.count']);
  });

  it.each([
    ['an amount', { id: 7, price: '$7.50' }, { id: 12, price: '$12.50' }],
    ['a limit', { id: 7, next: '?limit=7' }, { id: 12, next: '?limit=12' }],
    ['a part of a word', { id: 7, name: 'x7y' }, { id: 12, name: 'x12y' }],
    ['a time', { id: 7, at: '07:30:7' }, { id: 12, at: '07:30:12' }],
  ])('differs in a number in %s', (_what, primary, candidate) => {
    expect(compareJson([['7', '12']], primary, candidate).outcome).toBe('mismatch');
  });

  it('may contain an id with the value of another thing’s id', () => {
    const known: Known = [['7', '12']];
    const comparison = compareJson(known, { id: 7, teamId: 12 }, { id: 12, teamId: 12 });
    expect(comparison.outcome).toBe('match');
  });

  it('has its true differences found', () => {
    const comparison = compareJson([['7', uuid]], { id: 7, name: 'a' }, { id: uuid, name: 'b' });
    expect(comparison.differences).toMatchObject([
      {
        aspect: 'body',
        kind: 'changed',
        path: '$.name',
        template: '$.name',
        primary: '"a"',
        candidate: '"b"',
        shape: null,
        distance: null,
      },
    ]);
  });

  it.each([
    ['a value', { id: uuid, x: 1 }, { id: otherUuid, x: 1 }],
    ['a key', { [uuid]: 1, x: 1 }, { [otherUuid]: 1, x: 1 }],
  ])('differs if the identities of %s are unknown', (_what, primary, candidate) => {
    expect(compareJson([['1', '2']], primary, candidate).outcome).toBe('mismatch');
  });

  it('differs if one member takes the name of another', () => {
    const known: Known = [['p', uuid]];
    const comparison = compareJson(known, { p: 1, [uuid]: 1 }, { [uuid]: 1, other: 1 });
    expect(comparison.outcome).toBe('mismatch');
  });

  it('may have a member with the name of one of the candidate’s things', () => {
    const known: Known = [['title-7', 'title']];
    const comparison = compareJson(
      known,
      { slug: 'title-7', title: 'A', n: 1 },
      { slug: 'title', title: 'A', n: 2 },
    );
    expect(kinds(comparison)).toEqual(['changed $.n']);
  });

  it('differs if one of two members is missing that primary has one name for', () => {
    const known: Known = [
      ['p', uuid],
      ['p', otherUuid],
    ];
    const comparison = compareJson(known, { p: 1 }, { [uuid]: 1, [otherUuid]: 1 });
    expect(comparison.outcome).toBe('mismatch');
  });

  it.each(['__proto__', 'constructor'])('may have a member named %s', (name) => {
    const body = (id: string, value: number): ResponseSpec => ({
      body: `{"id":"${id}","${name}":{"id":"${id}","n":${value}},"l":[]}`,
    });
    const known: Known = [[uuid, otherUuid]];
    expect(compare(known, body(uuid, 1), body(otherUuid, 1)).outcome).toBe('match');
    expect(kinds(compare(known, body(uuid, 1), body(otherUuid, 2)))).toEqual([
      `changed $.${name}.n`,
    ]);
  });
});

describe('a list in which each deployment uses its own identities', () => {
  const known: Known = Array.from({ length: 20 }, (_, at) => [String(at + 1), `key_${at}_${at}`]);
  const ours = known.map(([id], at) => ({ id: Number(id), name: `n${at % 3}`, spend: at % 2 }));
  const theirs = known.map(([, id], at) => ({ id, name: `n${at % 3}`, spend: at % 2 }));

  it('is the same', () => {
    expect(compareJson(known, { items: ours }, { items: theirs }).outcome).toBe('match');
  });

  it('has a single missing element shown', () => {
    const comparison = compareJson(known, { items: ours }, { items: theirs.toSpliced(6, 1) });
    expect(kinds(comparison)).toEqual(['removed $.items[6]']);
  });

  it('has a single additional element shown', () => {
    const extra = { id: 'key_new', name: 'n9', spend: 1 };
    const comparison = compareJson(
      known,
      { items: ours },
      { items: theirs.toSpliced(6, 0, extra) },
    );
    expect(kinds(comparison)).toEqual(['inserted $.items[6]']);
  });

  it('has a changed element behind a missing one shown', () => {
    const changed = theirs.with(9, { ...theirs[9]!, spend: 99 }).toSpliced(6, 1);
    const comparison = compareJson(known, { items: ours }, { items: changed });
    expect(kinds(comparison)).toEqual(['removed $.items[6]', 'changed $.items[9].spend']);
  });

  it('has another order shown', () => {
    const comparison = compareJson(known, { items: ours }, { items: theirs.toReversed() });
    expect(kinds(comparison)).toEqual(['reordered $.items']);
  });
});

describe('other bodies in which each deployment uses its own identities', () => {
  it.each([
    ['application/x-ndjson', '{"id":7}\n{"id":1}', `{"id":"${uuid}"}\n{"id":1}`],
    ['application/x-www-form-urlencoded', 'id=7&a=b', `id=${uuid}&a=b`],
    ['text/event-stream', 'id: 7\ndata: {"id":7}\n\n', `id: ${uuid}\ndata: {"id":"${uuid}"}\n\n`],
    ['text/csv', 'id,name\n7,a\n', `id,name\n${uuid},a\n`],
    ['text/plain', '7', uuid],
    ['text/html', '<a href="/keys/7">', `<a href="/keys/${uuid}">`],
  ])('are the same: %s', (type, primary, candidate) => {
    const fields = ['Content-Type', type];
    const comparison = compare(
      [['7', uuid]],
      { fields, body: primary },
      { fields, body: candidate },
    );
    expect(comparison).toMatchObject({ outcome: 'match', differences: [] });
  });

  it('have only the differing lines of a text shown', () => {
    const fields = ['Content-Type', 'text/csv'];
    const comparison = compare(
      [['key_a', uuid]],
      { fields, body: 'id,name\nkey_a,a\nb,b\n' },
      { fields, body: `id,name\n${uuid},a\nb,c\n` },
    );
    expect(comparison.differences).toMatchObject([
      { path: '$ line 3', primary: 'b,b', candidate: 'b,c' },
    ]);
  });
});

describe('headers in which each deployment uses its own identities', () => {
  const compared = {
    compare: {
      headers: { compare: ['location', 'etag', 'set-cookie', 'link', 'x-key', 'x-total-count'] },
    },
  };

  it.each([
    ['Location', '/api/keys/7', `/api/keys/${uuid}`],
    ['Location', 'http://127.0.0.1:1/api/keys/7?x=1', `http://127.0.0.1:2/api/keys/${uuid}?x=1`],
    ['Link', '</keys?after=7>; rel="next"', `</keys?after=${uuid}>; rel="next"`],
    ['ETag', 'W/"7"', `W/"${uuid}"`],
    ['X-Key', '7', uuid],
    ['Set-Cookie', 'sid=7; Path=/; HttpOnly', `sid=${uuid}; Path=/; HttpOnly`],
  ])('are the same: %s: %s', (name, primary, candidate) => {
    const comparison = compare(
      [['7', uuid]],
      { fields: [name, primary] },
      { fields: [name, candidate] },
      compared,
    );
    expect(comparison.differences).toEqual([]);
  });

  it('are the same with an ETag in base64', () => {
    const known: Known = [['2b-TNPDX8c/zz2+AJ=', '2b-XX/8c+zz2bWAJ==']];
    const comparison = compare(
      known,
      { fields: ['ETag', 'W/"2b-TNPDX8c/zz2+AJ="'] },
      { fields: ['ETag', 'W/"2b-XX/8c+zz2bWAJ=="'] },
      compared,
    );
    expect(comparison.differences).toEqual([]);
  });

  it('differ if one of them is a count', () => {
    const comparison = compare(
      [['7', '12']],
      { fields: ['X-Total-Count', '7'] },
      { fields: ['X-Total-Count', '12'] },
      compared,
    );
    expect(kinds(comparison)).toEqual(['changed x-total-count']);
  });
});

describe('an identity in place of the expected one', () => {
  const known: Known = [
    ['7', uuid],
    ['8', otherUuid],
  ];

  it('is a difference of its own kind, and is not shown', () => {
    expect(compareJson(known, { id: 7 }, { id: otherUuid }).differences).toMatchObject([
      {
        aspect: 'body',
        kind: 'identity',
        path: '$.id',
        template: '$.id',
        primary: '‹token #1›',
        candidate: '‹token #2›',
        shape: null,
        distance: null,
      },
    ]);
  });

  it('is a difference of this kind if the other value is unknown, which is not shown either', () => {
    const [difference] = compareJson(known, { id: 7 }, { id: 'hunter2' }).differences;
    expect(difference).toMatchObject({ kind: 'identity', primary: '‹token #1›' });
    expect(difference?.candidate).toMatch(/^‹redacted #[0-9a-f]{10}›$/);
  });

  it('is a difference of this kind if the candidate’s value belongs to another value of primary', () => {
    const [difference] = compareJson(known, { id: 9 }, { id: uuid }).differences;
    expect(difference).toMatchObject({ kind: 'identity', candidate: '‹token #1›' });
  });

  it('is a difference of this kind in an element of a list', () => {
    const comparison = compareJson(known, [{ id: 7 }, { id: 8 }], [{ id: uuid }, { id: uuid }]);
    expect(kinds(comparison)).toEqual(['identity $[1].id']);
  });

  it('is a difference of this kind in a message', () => {
    const comparison = compareJson(
      known,
      { error: 'no key 7 here' },
      { error: `no key ${otherUuid} here` },
    );
    expect(kinds(comparison)).toEqual(['identity $.error']);
  });

  it('is a difference of this kind in a header', () => {
    const comparison = compare(
      known,
      { fields: ['Location', '/keys/7'] },
      { fields: ['Location', `/keys/${otherUuid}`] },
      { compare: { headers: { compare: ['location'] } } },
    );
    expect(comparison.differences).toMatchObject([
      { kind: 'identity', primary: '/keys/‹token #1›', candidate: '/keys/‹token #2›' },
    ]);
  });

  it('is a difference of this kind in a cookie', () => {
    const tokens: Known = [['s3cr3tPrimaryToken01', 's3cr3tCandidateToken01']];
    const comparison = compare(
      tokens,
      { fields: ['Set-Cookie', 'sid=s3cr3tPrimaryToken01'] },
      { fields: ['Set-Cookie', 'sid=s3cr3tCandidateToken99'] },
      { compare: { headers: { compare: ['set-cookie'] } } },
    );
    expect(comparison.differences).toMatchObject([{ kind: 'identity', primary: 'sid=‹token #1›' }]);
  });

  it.each<[string, unknown, unknown, unknown, unknown]>([
    ['a counter with the number of a thing', uuid, 2, 1, 2],
    ['a counter on an API with numeric ids', 1, uuid, 1, 2],
    ['a state that is a slug elsewhere', 'open', 'open-7', 'done', 'open'],
  ])('is an ordinary changed value instead: %s', (_, id, theirId, value, theirValue) => {
    const known: Known = [[String(id), String(theirId)]];
    const [ours, theirs] = [
      { id, a: { articlesCount: value, state: value } },
      { id: theirId, a: { articlesCount: theirValue, state: theirValue } },
    ];
    const comparison = compareJson(known, ours, theirs);
    expect(kinds(comparison)).toEqual(['changed $.a.articlesCount', 'changed $.a.state']);
  });

  it('is a difference of type if the values have different types', () => {
    const comparison = compareJson([[uuid, '2']], { id: uuid, count: 'two' }, { id: 2, count: 2 });
    expect(kinds(comparison)).toEqual(['type $.count']);
  });

  it('is an ordinary changed value for numbers under a name that no id has', () => {
    const numbers: Known = [['7', '12']];
    const comparison = compareJson(numbers, { id: 7, priority: 7 }, { id: 12, priority: 9 });
    expect(kinds(comparison)).toEqual(['changed $.priority']);
  });
});

describe('identities in a report', () => {
  const secret: Known = [['primary-s3cret-91ab', 'candidate-s3cret-77cd']];
  const values = /s3cret|91ab|77cd/;

  it.each([
    ['a removed object', { a: { ref: 'primary-s3cret-91ab' } }, {}],
    ['an added object', {}, { a: { ref: 'candidate-s3cret-77cd' } }],
    ['a key in a path', { 'primary-s3cret-91ab': 1 }, { 'candidate-s3cret-77cd': 2 }],
    ['a removed key', { 'primary-s3cret-91ab': 1 }, {}],
    ['a text', { t: 'for primary-s3cret-91ab: yes' }, { t: 'for candidate-s3cret-77cd: no' }],
    ['a query', { t: '/x?token=primary-s3cret-91ab' }, { t: '/y?token=candidate-s3cret-77cd' }],
    ['a member with a secret’s name', { password: 'primary-s3cret-91ab' }, { password: 'x' }],
    ['a value beside one that is no identity', { a: 'primary-s3cret-91ab' }, { a: null }],
    ['a list in another order', ['primary-s3cret-91ab', 'b'], ['b', 'candidate-s3cret-77cd']],
  ])('are shown as their label, in %s', (_what, primary, candidate) => {
    const comparison = compareJson(secret, primary, candidate);
    expect(comparison.outcome).toBe('mismatch');
    expect(JSON.stringify(comparison)).not.toMatch(values);
    expect(JSON.stringify(comparison)).toContain('‹token #1›');
  });

  it.each(['text/plain', 'text/html'])('are shown as their label, in a body of type %s', (type) => {
    const fields = ['Content-Type', type];
    const comparison = compare(
      secret,
      { fields, body: '<p>primary-s3cret-91ab\n<b>' },
      { fields, body: '<i>candidate-s3cret-77cd\n<b>' },
    );
    expect(JSON.stringify(comparison)).not.toMatch(values);
    expect(JSON.stringify(comparison)).toContain('‹token #1›');
  });

  it('are no part of the field, if they are keys', () => {
    const comparison = compareJson([['red', 'blue']], { by: { red: 1 } }, { by: { blue: 2 } });
    expect(comparison.differences).toMatchObject([
      { path: '$.by["‹token #1›"]', template: '$.by[*]', primary: '1', candidate: '2' },
    ]);
  });
});
