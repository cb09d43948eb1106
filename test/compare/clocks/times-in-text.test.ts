import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameButTimes } from '../../../src/compare/clocks/times-in-text.ts';

const noon = Date.parse('2026-11-27T12:00:00Z');

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function isSame(primary: string, candidate: string): boolean {
  return isSameButTimes(primary, candidate, () => true);
}

describe('texts with times in them', () => {
  it.each([
    ['a sentence', `made at ${iso(noon)}, by anna`, `made at ${iso(noon + 5)}, by anna`],
    ['an offset', `at 2026-11-27 12:00:00+00 sharp`, `at 2026-11-27 12:00:01+00 sharp`],
    ['an HTTP date', 'on Fri, 27 Nov 2026 12:00:00 GMT.', 'on Fri, 27 Nov 2026 12:00:03 GMT.'],
    ['a number', `"${noon}"-x`, `"${noon + 1}"-x`],
    ['two', `${iso(noon)} to ${iso(noon + 9)}`, `${iso(noon + 1)} to ${iso(noon + 10)}`],
  ])('are the same if only the times differ: %s', (_, one, other) => {
    expect(isSame(one, other)).toBe(true);
  });

  it.each([
    ['a word', `made at ${iso(noon)} by anna`, `made at ${iso(noon)} by bert`],
    ['the number of times', `${iso(noon)} a`, `${iso(noon)} a ${iso(noon)}`],
    ['text without a time', 'made by anna', 'made by bert'],
    ['a number within a word', `key-${noon}`, `key-${noon + 1}`],
    ['a longer number', `${noon}0`, `${noon}1`],
  ])('differ in %s', (_, one, other) => {
    expect(isSame(one, other)).toBe(false);
  });

  it('are compared one pair of times after the other', () => {
    const asked: string[][] = [];
    isSameButTimes(`${iso(noon)} ${iso(noon)}`, `${iso(noon)} ${iso(noon + 1)}`, (...pair) => {
      asked.push(pair);
      return false;
    });
    expect(asked).toEqual([[iso(noon), iso(noon + 1)]]);
  });

  it('differ if anything but the times differs', () => {
    const words = fc.array(fc.stringMatching(/^[a-z ]{1,9}$/), { minLength: 1, maxLength: 5 });
    const at = fc.integer({ min: noon, max: noon + 1e6 }).map(iso);
    fc.assert(
      fc.property(words, words, at, at, (some, others, one, other) => {
        const equal = some.join('|') === others.join('|');
        expect(isSame(some.join(` ${one} `), others.join(` ${other} `))).toBe(
          equal && some.length > 1,
        );
      }),
      { seed: 7 },
    );
  });
});
