import { describe, expect, it } from 'vitest';
import { replacementsIn, withReplacements } from '../../../src/shadow/divergence/sent-changes.ts';

type Body = Record<string, unknown>;

describe('the replaced text between two bodies', () => {
  it.each<[string, Body, Body, Record<string, string>]>([
    ['a member', { tag: 'old', same: 'x' }, { tag: 'new', same: 'x' }, { old: 'new' }],
    ['a nested member', { tags: { latest: '1' } }, { tags: { latest: '2' } }, { '1': '2' }],
    [
      'the name of the only member that differs',
      { releases: { '1.0.0': { file: 'a-1' } } },
      { releases: { '1.1.0': { file: 'a-2' } } },
      { '1.0.0': '1.1.0', 'a-1': 'a-2' },
    ],
    ['nothing if a value is replaced in two ways', { a: 'x', b: 'x' }, { a: 'y', b: 'z' }, {}],
    [
      'nothing if a value is replaced in one of two places',
      { a: 'x', b: 'x' },
      { a: 'y', b: 'x' },
      {},
    ],
    ['nothing if two members are added and removed', { a: 'x', b: 'x' }, { c: 'y', d: 'z' }, {}],
    ['nothing if numbers differ', { a: 1 }, { a: 2 }, {}],
  ])('is %s', (_, earlier, later, expected) => {
    expect(Object.fromEntries(replacementsIn(earlier, later))).toEqual(expected);
  });
});

describe('a state with replaced text', () => {
  const replacements = new Map([
    ['1.0.0', '1.1.0'],
    ['ab', 'cd'],
  ]);

  it.each<[string, Body, Body]>([
    ['values', { tag: '1.0.0' }, { tag: '1.1.0' }],
    ['names', { tags: { '1.0.0': 'latest' } }, { tags: { '1.1.0': 'latest' } }],
    ['elements', { all: ['1.0.0'] }, { all: ['1.1.0'] }],
    ['words in a text', { url: '/a/b-1.0.0.tgz' }, { url: '/a/b-1.1.0.tgz' }],
  ])('has new %s', (_, before, after) => {
    expect(withReplacements(before, replacements)).toEqual(after);
  });

  it.each<[string, Body]>([
    ['parts of words', { tag: '11.0.0', other: '1.0.0beta' }],
    ['very short texts inside others', { text: 'x-ab' }],
    ['numbers', { size: 100 }],
  ])('does not replace %s', (_, before) => {
    expect(withReplacements(before, replacements)).toEqual(before);
  });
});
