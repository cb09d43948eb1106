import { describe, expect, it } from 'vitest';
import { configuredRules } from '../../src/config/compare-rules.ts';
import { ruleWords } from '../../src/config/rule-words.ts';
import { configSchema } from '../../src/config/schema.ts';

function rulesOf(compare: Record<string, unknown>, routes: readonly unknown[] = []) {
  return configuredRules(
    configSchema.parse({ primary: 'http://a', candidate: 'http://b', compare, routes }),
  );
}

describe('the description of a rule', () => {
  it.each<[string, unknown, string]>([
    ['ignore', '$.a', '$.a does not count'],
    [
      'ignore',
      { path: '$.a', pattern: '[0-9]+' },
      '$.a does not count where both sides match [0-9]+',
    ],
    ['unordered', '$.a', 'the order of $.a does not count'],
    ['by', { path: '$.a', key: 'id' }, 'elements of $.a are the same where their "id" is'],
    ['tolerance', { path: '$.a', absolute: 0.5 }, '$.a may differ by 0.5'],
    [
      'tolerance',
      { path: '$.a', absolute: 1, relative: 0.1, decimals: 2, durationMs: 5, numericStrings: true },
      '$.a may differ by 1, by a share of 0.1, after 2 decimals or by 5 ms, also as a string',
    ],
    ['equate', { path: '$.a', values: [null, ''] }, 'at $.a, null and "" are equal'],
    ['equate', { path: '$.a', values: [0], missing: true }, 'at $.a, 0 and no member are equal'],
    ['transform', { path: '$.a', as: 'lowercase' }, '$.a is compared in lower case'],
    ['transform', { path: '$.a', as: 'trim' }, '$.a is compared without the white space around it'],
    [
      'transform',
      { path: '$.a', as: 'sort-csv' },
      '$.a is compared with the parts between its commas sorted',
    ],
    [
      'transform',
      { path: '$.a', as: 'number' },
      '$.a is compared as a number, even if it is a text',
    ],
    ['transform', { path: '$.a', as: 'json' }, '$.a is compared as the JSON that it holds'],
    [
      'transform',
      { path: '$.a', as: 'time' },
      '$.a is compared as a moment, however it is written',
    ],
    [
      'transform',
      { path: '$.a', as: 'time', zone: 'UTC', epoch: 'either' },
      '$.a is compared as a moment, however it is written, without a zone in UTC, as a number in seconds or milliseconds',
    ],
    ['rename', { path: '$.a', from: 'b', to: 'c' }, '"b" is "c" in the candidate, in $.a'],
    ['rename', { from: 'b', to: 'c' }, '"b" is "c" in the candidate, anywhere'],
    [
      'status',
      { primary: 201, candidate: 200 },
      'the candidate may answer 200 where primary answers 201',
    ],
  ])('is plain text: %s: %j', (kind, terms, words) => {
    expect(rulesOf({ [kind]: [terms] }).everywhere.map(ruleWords)).toEqual([words]);
  });
});

describe('the rules of a config', () => {
  it('are called by their place in it', () => {
    const { everywhere, byRoute } = rulesOf({ unordered: ['$.b'], ignore: ['$.a', '$.c'] }, [
      { match: 'GET /a' },
      { match: 'GET /b', compare: { ignore: ['$.d'], lexical: true } },
    ]);
    expect(everywhere.map(({ name, path }) => [name, path])).toEqual([
      ['compare.ignore[0]', '$.a'],
      ['compare.ignore[1]', '$.c'],
      ['compare.unordered[0]', '$.b'],
    ]);
    expect(byRoute).toMatchObject([
      { route: 'GET /b', lexical: true, rules: [{ name: 'routes[1].compare.ignore[0]' }] },
    ]);
  });
});
