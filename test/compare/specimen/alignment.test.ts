import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExchangeRedactors } from '../../../src/compare/redaction/exchange-redactor.ts';
import { createSpecimenAdder } from '../../../src/compare/specimen/specimen-adder.ts';
import { bodyLines } from '../../../src/vocabulary/body-lines.ts';
import { noExcuses, type PairExcuses } from '../../../src/vocabulary/excuses.ts';
import type { Identity } from '../../../src/vocabulary/identities.ts';
import type { Specimen } from '../../../src/vocabulary/specimen.ts';
import { absent, excusesOf } from '../excuses/excuse-fixture.ts';
import { comparerFor, pairOf, parseConfig, redactor, type ResponseSpec } from '../pair-fixture.ts';

interface Given {
  readonly compare?: Record<string, unknown>;
  readonly known?: readonly Identity[];
  readonly excuses?: PairExcuses;
}

function specimenOf(primary: ResponseSpec, candidate: ResponseSpec, given: Given = {}): Specimen {
  const { compare = {}, known = [], excuses = noExcuses } = given;
  const comparer = comparerFor({ compare });
  const config = parseConfig({ compare });
  const redactors = createExchangeRedactors(config, redactor);
  const add = createSpecimenAdder(config, redactors, comparer, () => true);
  const pair = { ...pairOf(primary, candidate), identities: { translated: [], known }, excuses };
  const { specimen } = add(pair, { ...comparer.compare(pair), outcome: 'mismatch' });
  if (specimen === null) throw new Error('there is no specimen');
  return specimen;
}

/** Lines as `left | right`, with their marks. */
function drawn({ primary, candidate, alignment }: Specimen): string[] {
  const [ours, theirs] = [bodyLines(primary.body), bodyLines(candidate!.body)];
  return alignment!.stretches.flatMap(([left, right, count, mark]) =>
    Array.from({ length: count }, (_, at) => {
      const [one, other] = [left < 0 ? '-' : ours[left + at], right < 0 ? '-' : theirs[right + at]];
      return `${one} | ${other?.trimStart()}${mark === null ? '' : ` · ${mark}`}`;
    }),
  );
}

function drawnJson(primary: string, candidate: string, given?: Given): string[] {
  return drawn(specimenOf({ body: primary }, { body: candidate }, given));
}

const plain = ['Content-Type', 'text/plain'];

function drawnText(primary: string, candidate: string, given?: Given): string[] {
  return drawn(
    specimenOf({ fields: plain, body: primary }, { fields: plain, body: candidate }, given),
  );
}

describe('the lines of two JSON bodies', () => {
  it('put members of one name side by side, whatever their order', () => {
    expect(drawnJson('{"a":1,"b":2}', '{"b":3,"a":1}')).toEqual([
      '{ | {',
      ' "a": 1, | "a": 1',
      ' "b": 2 | "b": 3, · changed',
      '} | }',
    ]);
  });

  it('show a member without a counterpart if one side lacks it', () => {
    expect(drawnJson('{"a":[1],"b":2}', '{"b":2,"c":3}')).toEqual([
      '{ | {',
      ' "a": [ | - · removed',
      '  1 | - · removed',
      ' ], | - · removed',
      ' "b": 2 | "b": 2,',
      '- | "c": 3 · added',
      '} | }',
    ]);
  });

  it('pair elements behind an inserted one', () => {
    expect(drawnJson('[1,2]', '[9,1,2]')).toEqual([
      '[ | [',
      '- | 9, · inserted',
      ' 1, | 1,',
      ' 2 | 2',
      '] | ]',
    ]);
  });

  it('pair a moved element with itself', () => {
    expect(drawnJson('[{"id":1},{"id":2},{"id":3}]', '[{"id":2},{"id":3},{"id":1}]')).toEqual([
      '[ | [',
      ' { | { · moved',
      '  "id": 1 | "id": 1 · moved',
      ' }, | }',
      ' { | {',
      '  "id": 2 | "id": 2',
      ' }, | },',
      ' { | {',
      '  "id": 3 | "id": 3',
      ' } | },',
      '] | ]',
    ]);
  });

  it('mark another order at the array, and not at its elements', () => {
    expect(drawnJson('[1,2]', '[2,1]')).toEqual([
      '[ | [ · reordered',
      ' 1, | 1',
      ' 2 | 2,',
      '] | ]',
    ]);
  });

  it('show values of different types without a counterpart', () => {
    expect(drawnJson('{"a":[1]}', '{"a":null}')).toEqual([
      '{ | {',
      ' "a": [ | - · type',
      '  1 | - · type',
      ' ] | - · type',
      '- | "a": null · type',
      '} | }',
    ]);
  });

  it('mark values that a rule excludes', () => {
    const compare = { ignore: ['$.at', '$.list[*].at', '$.only'] };
    const [primary, candidate] = [
      '{"at":1,"n":1,"list":[{"at":1}]}',
      '{"at":2,"n":2,"list":[{"at":2}],"only":1}',
    ];
    expect(drawnJson(primary, candidate, { compare }).filter((line) => line.includes('·'))).toEqual(
      [
        ' "at": 1, | "at": 2, · excluded by rule',
        ' "n": 1, | "n": 2, · changed',
        '   "at": 1 | "at": 2 · excluded by rule',
        '- | "only": 1 · excluded by rule',
      ],
    );
  });

  it('mark a body that a rule excludes, and are still paired', () => {
    const lines = drawnJson('[1,2]', '[9,1,2]', { compare: { ignore: ['$'] } });
    expect(lines).toEqual(['[ | [', '- | 9, · excluded by rule', ' 1, | 1,', ' 2 | 2', '] | ]']);
  });

  it('mark ids of the same thing', () => {
    const known = [{ primary: 'k-1f4a9', candidate: 'k-8c02d', label: '‹key #1›' }];
    const [primary, candidate] = [
      '{"id":"k-1f4a9","url":"/keys/k-1f4a9","n":1.0}',
      '{"id":"k-8c02d","url":"/keys/k-8c02d","n":2}',
    ];
    expect(drawnJson(primary, candidate, { known }).slice(1, -1)).toEqual([
      ' "id": "k-1f4a9", | "id": "k-8c02d", · same id',
      ' "url": "/keys/k-1f4a9", | "url": "/keys/k-8c02d", · same id',
      ' "n": 1 | "n": 2 · changed',
    ]);
  });

  it('mark excused differences, and the others beside them', () => {
    const excuses = excusesOf({ things: [absent(['items', 0])] });
    const [primary, candidate] = [
      '{"items":[{"id":"a"},{"id":"b"}],"n":1}',
      '{"items":[{"id":"b"}],"n":2}',
    ];
    expect(drawnJson(primary, candidate, { excuses }).filter((line) => line.includes('·'))).toEqual(
      [
        '  { | - · excused',
        '   "id": "a" | - · excused',
        '  }, | - · excused',
        ' "n": 1 | "n": 2 · changed',
      ],
    );
  });

  it('do not mark hidden values that are equal', () => {
    const [one, other] = [1, 2].map((at) => `{"password":{"a":1},"at":${at}}`);
    expect(drawnJson(one!, other!).filter((line) => line.includes('·'))).toEqual([
      ' "at": 1 | "at": 2 · changed',
    ]);
  });

  it('mark hidden values that differ', () => {
    const [line] = drawnJson('{"password":{"a":1}}', '{"password":{"a":2}}').slice(1, 2);
    expect(line).toMatch(/^ "password": "‹redacted.*· changed$/);
  });

  it('appear once each, whatever differs', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(json, json, (one, other) => {
        fc.pre(one !== other);
        const { primary, candidate, alignment } = specimenOf({ body: one }, { body: other });
        const numbersOf = (side: 0 | 1): number[] =>
          alignment!.stretches
            .filter((stretch) => stretch[side] >= 0)
            .flatMap((stretch) => Array.from({ length: stretch[2] }, (_, at) => stretch[side] + at))
            .sort((a, b) => a - b);
        expect(numbersOf(0)).toEqual([...bodyLines(primary.body).keys()]);
        expect(numbersOf(1)).toEqual([...bodyLines(candidate!.body).keys()]);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('are bounded in number', () => {
    const [one, other] = [1, 2].map((last) => JSON.stringify([...Array(20_000).fill(1), last]));
    const { alignment } = specimenOf({ body: one! }, { body: other! });
    expect(alignment).toEqual({ stretches: [[0, 0, 4000, null]], cut: true });
  });
});

describe('the lines of two texts', () => {
  it('differ if the comparer found a difference', () => {
    expect(drawnText('one\ntwo\nthree', 'one\n2\nthree')).toEqual([
      'one | one',
      'two | 2 · changed',
      'three | three',
    ]);
  });

  it('pair lines behind an inserted line', () => {
    expect(drawnText('one\ntwo\nx', 'zero\none\ntwo\ny')).toEqual([
      '- | zero · added',
      'one | one',
      'two | two',
      'x | y · changed',
    ]);
  });

  it('show removed lines without a counterpart', () => {
    expect(drawnText('one\ntwo\nthree', 'three')).toEqual([
      'one | - · removed',
      'two | - · removed',
      'three | three',
    ]);
  });

  it('mark ids of the same thing', () => {
    const known = [{ primary: 'k-1f4a9', candidate: 'k-8c02d', label: '‹key #1›' }];
    expect(drawnText('key k-1f4a9 made\nx', 'key k-8c02d made\ny', { known })).toEqual([
      'key k-1f4a9 made | key k-8c02d made · same id',
      'x | y · changed',
    ]);
  });

  it('mark a body that a rule excludes', () => {
    expect(drawnText('a\nb', 'a\nc', { compare: { ignore: ['$'] } })).toEqual([
      'a | a',
      'b | c · excluded by rule',
    ]);
  });
});

describe('bodies with nothing in common', () => {
  it('are shown one below the other', () => {
    expect(drawn(specimenOf({ body: '{"a":1}' }, { fields: plain, body: 'no' }))).toEqual([
      '{ | - · type',
      ' "a": 1 | - · type',
      '} | - · type',
      '- | no · type',
    ]);
  });

  it('are removed if the candidate has none', () => {
    expect(drawn(specimenOf({ body: '1' }, { body: '' }))).toEqual(['1 | - · removed']);
  });
});
