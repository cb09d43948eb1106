import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { answered, comparerFor, exchangeOf, pairWith } from './pair-fixture.ts';

const id = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const theirs = '0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d';
const other = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';
const theirOther = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';
const unknown = '5a2c9c52-3d3f-4a53-9a54-6e0f3c1a9f10';

const known = [
  { primary: id, candidate: theirs, label: '‹thing #1›' },
  { primary: other, candidate: theirOther, label: '‹thing #2›' },
  { primary: '7', candidate: '12', label: '‹note #3›' },
  { primary: '8', candidate: '13', label: '‹note #4›' },
];

function compare(primary: unknown, candidate: unknown): Comparison {
  const pair = pairWith(
    exchangeOf({ body: JSON.stringify(primary) }),
    answered({ body: JSON.stringify(candidate) }),
  );
  return comparerFor().compare({ ...pair, identities: { known, translated: [] } });
}

function outcome(form: (one: string) => string, there: string): string {
  return compare({ x: form(id) }, { x: form(there) }).outcome;
}

const forms: readonly (readonly [what: string, form: (one: string) => string])[] = [
  ['a file name', (one) => `report-${one}.pdf`],
  ['a file name with underscores', (one) => `thing_${one}_v2.tar.gz`],
  ['a URN', (one) => `urn:uuid:${one}`],
  ['an ARN', (one) => `arn:svc:eu:12:thing/${one}`],
  ['a key in parentheses', (one) => `/things('${one}')/parts`],
  ['an action', (one) => `${one}:archive`],
  ['a version', (one) => `${one}@2`],
  ['a tag', (one) => `prefix-${one}`],
  ['a list', (one) => `${other}|${one}|x`.replace(other, 'y')],
  ['a filter', (one) => `id eq '${one}' and x=in=(${one})`],
  ['an encoded path', (one) => `up%2F${one}%2Fa.png`],
  ['a link', (one) => `https://a.test/x?next=${encodeURIComponent(`/t/${one}?a=b`)}`],
  ['a link within a link', (one) => `/x?n=${encodeURIComponent(encodeURIComponent(`/t/${one}`))}`],
  ['JSON', (one) => JSON.stringify({ where: { id: one } })],
  ['JSON within JSON', (one) => JSON.stringify(JSON.stringify({ a: JSON.stringify({ id: one }) }))],
  ['JSON of a browser', (one) => `{\\u0022id\\u0022:\\u0022${one}\\u0022}`],
  ['a sentence', (one) => `There is no thing ${one}.`],
  ['XML', (one) => `<id>${one}</id>`],
];

describe.each(forms)('an answer with an identity inside %s', (_what, form) => {
  it('is the same with the candidate’s identity for the same thing', () => {
    expect(outcome(form, theirs)).toBe('match');
  });

  it.each([
    ['the identity of another thing', theirOther],
    ['an unknown identity', unknown],
    ['primary’s identity of another thing', other],
    ['a longer value', `${theirs}0`],
    ['a shortened identity', theirs.slice(0, -1)],
  ])('differs with %s', (_other, there) => {
    expect(outcome(form, there)).toBe('mismatch');
  });
});

describe('two identities inside one word', () => {
  it('are the same if both are the same', () => {
    const [ours, there] = [`${id}-${other}.pdf`, `${theirs}-${theirOther}.pdf`];
    expect(compare({ x: ours }, { x: there }).outcome).toBe('match');
  });

  it('differ if they are exchanged', () => {
    const [ours, there] = [`${id}-${other}.pdf`, `${theirOther}-${theirs}.pdf`];
    expect(compare({ x: ours }, { x: there }).outcome).toBe('mismatch');
  });
});

describe('the text around an identity', () => {
  it.each([
    [`report-${id}.pdf`, `report-${theirs}.png`],
    [`report-${id}.pdf`, `reports-${theirs}.pdf`],
    [`up%2F${id}%2Fa.png`, `up%2F${theirs}%2Fb.png`],
    [`{"id":"${id}","n":1}`, `{"id":"${theirs}","n":2}`],
  ])('is compared as usual: %s', (ours, there) => {
    expect(compare({ x: ours }, { x: there }).outcome).toBe('mismatch');
  });
});

describe('a number inside a text', () => {
  it.each([
    ['{"noteId":7,"n":1}', '{"noteId":12,"n":1}'],
    ['{"noteIds":[7, 8]}', '{"noteIds":[12, 13]}'],
    ['noteId=in.(7,8)', 'noteId=in.(12,13)'],
    ['/notes/7.json', '/notes/12.json'],
    ['/notes/7,8', '/notes/12,13'],
    ['/notes(7)', '/notes(12)'],
    ['id=eq.7', 'id=eq.12'],
  ])('is an identity if its surroundings show it: %s', (ours, there) => {
    expect(compare({ x: ours }, { x: there }).outcome).toBe('match');
  });

  it.each([
    ['{"count":7}', '{"count":12}'],
    ['{"sizes":[7,8]}', '{"sizes":[12,13]}'],
    ['limit=eq.7', 'limit=eq.12'],
    ['{"noteId":7}', '{"noteId":13}'],
    ['/notes/7.5', '/notes/12.5'],
    ['v7.json', 'v12.json'],
    ['7:30', '12:30'],
  ])('is no identity elsewhere: %s', (ours, there) => {
    expect(compare({ x: ours }, { x: there }).outcome).toBe('mismatch');
  });
});

describe('an identity inside a word', () => {
  it('is shown as its label', () => {
    const comparison = compare({ x: `report-${id}.pdf` }, { x: `note-up%2F${theirs}` });
    expect(comparison.differences).toMatchObject([
      { primary: '"report-‹thing #1›.pdf"', candidate: '"note-up%2F‹thing #1›"' },
    ]);
  });
});
