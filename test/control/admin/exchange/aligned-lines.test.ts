import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignLines } from '../../../../src/control/admin/pages/exchange/aligned-lines.ts';
import { parseAsWritten } from '../../../../src/control/admin/pages/exchange/parse-as-written.ts';
import type { Identity } from '../../../../src/vocabulary/identities.ts';
import type { Difference, DifferenceKind } from '../../../../src/vocabulary/difference.ts';

const nothing = { noise: new Set<string>(), identities: [] };

function bodyDifference(kind: DifferenceKind, path: string): Difference {
  const values = { primary: 'p', candidate: 'c', shape: null, distance: null, nature: null };
  return { aspect: 'body', kind, path, template: path, ...values };
}

/** Lines as `left | right`, those with a difference marked by its kind, those passed by `~`. */
function drawn(
  primary: string,
  candidate: string,
  differences: readonly Difference[],
  noise: readonly string[] = [],
  identities: readonly Identity[] = [],
): string[] {
  const sides = [parseAsWritten(primary), parseAsWritten(candidate)] as const;
  const lines = alignLines(...sides, differences, { noise: new Set(noise), identities });
  return lines.map(({ depth, primary: left, candidate: right, difference, passed }) => {
    const mark = difference?.kind ?? (passed === 'let pass' ? '~' : (passed ?? ''));
    return `${' '.repeat(depth)}${left ?? '-'} | ${right ?? '-'}${mark === '' ? '' : ` ${mark}`}`;
  });
}

describe('two documents beside each other', () => {
  it('have members of one name on one line, whatever their order', () => {
    expect(drawn('{"a":1,"b":2}', '{"b":3,"a":1}', [bodyDifference('changed', '$.b')])).toEqual([
      '{ | {',
      ' "a": 1, | "a": 1,',
      ' "b": 2 | "b": 3 changed',
      '} | }',
    ]);
  });

  it('have members that one side lacks on lines of their own', () => {
    const differences = [bodyDifference('removed', '$.a'), bodyDifference('added', '$.c')];
    expect(drawn('{"a":[1],"b":2}', '{"b":2,"c":3}', differences)).toEqual([
      '{ | {',
      ' "a": [ | - removed',
      '  1 | - removed',
      ' ], | - removed',
      ' "b": 2, | "b": 2,',
      ' - | "c": 3 added',
      '} | }',
    ]);
  });

  it('tell what primary does not agree with itself on from what a rule lets pass', () => {
    expect(drawn('{"at":1,"b":2,"c":3}', '{"at":5,"b":6,"c":3}', [], ['$.at', '$.c'])).toEqual([
      '{ | {',
      ' "at": 1, | "at": 5, noise',
      ' "b": 2, | "b": 6, ~',
      ' "c": 3 | "c": 3',
      '} | }',
    ]);
  });

  it('tell what means the same thing in either world', () => {
    const identities = [{ primary: '7', candidate: 'a1-b2', label: '‹key #1›' }];
    const [primary, candidate] = [
      '{"id":7,"url":"/keys/7","n":8}',
      '{"id":"a1-b2","url":"/keys/a1-b2","n":9}',
    ];
    expect(drawn(primary, candidate, [], [], identities)).toEqual([
      '{ | {',
      ' "id": 7, | "id": "a1-b2", identity',
      ' "url": "/keys/7", | "url": "/keys/a1-b2", identity',
      ' "n": 8 | "n": 9 ~',
      '} | }',
    ]);
  });

  it('have elements that follow an inserted one on their own lines again', () => {
    expect(drawn('[1,2]', '[9,1,2]', [bodyDifference('inserted', '$[0]')])).toEqual([
      '[ | [',
      ' - | 9, inserted',
      ' 1, | 1,',
      ' 2 | 2',
      '] | ]',
    ]);
  });

  it('have elements that follow a removed one on their own lines again', () => {
    expect(drawn('[9,1,2]', '[1,2]', [bodyDifference('removed', '$[0]')])).toEqual([
      '[ | [',
      ' 9, | - removed',
      ' 1, | 1,',
      ' 2 | 2',
      '] | ]',
    ]);
  });

  it('have a value of another type in the place of the first', () => {
    expect(drawn('{"a":[]}', '{"a":null}', [bodyDifference('type', '$.a')])).toEqual([
      '{ | {',
      ' "a": [] | "a": null type',
      '} | }',
    ]);
  });

  it('mark what is written differently and was let pass', () => {
    expect(drawn('{"at":1}', '{"at":2}', [])[1]).toBe(' "at": 1 | "at": 2 ~');
  });

  it('show numbers as they were written', () => {
    const [, line] = drawn('[12345678901234567890]', '[1.10]', []);
    expect(line).toBe(' 12345678901234567890 | 1.10 ~');
  });

  it('are each there in full, in order', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (a, b) => {
        const lines = alignLines(a, b, [], nothing);
        const textOf = (side: 'primary' | 'candidate'): unknown =>
          JSON.parse(withoutDanglingCommas(lines.map((line) => line[side] ?? '').join('\n')));
        expect(textOf('primary')).toEqual(JSON.parse(JSON.stringify(a)));
        expect(textOf('candidate')).toEqual(JSON.parse(JSON.stringify(b)));
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('are cut where they are longer than anyone reads', () => {
    const long = JSON.stringify(Array.from({ length: 100_000 }, (_, i) => i));
    expect(alignLines(JSON.parse(long), [], [], nothing).length).toBe(4000);
  });
});

/** What stands last on one side may be followed by more on the other. */
function withoutDanglingCommas(text: string): string {
  return text.replaceAll(/,\n*(?=\n[\]}])/g, '');
}
