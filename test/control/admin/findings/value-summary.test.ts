import { expect, it } from 'vitest';
import { summariseValues } from '../../../../src/control/admin/pages/findings/value-summary.ts';

function pairs(...values: readonly (readonly [string | null, string | null])[]) {
  return values.map(([primary, candidate]) => ({ primary, candidate, exchanges: 1 }));
}

it.each([
  [
    'one distance in both directions',
    pairs(['0.012013', '0.012014'], ['0.5', '0.499999']),
    'always ±0.000001',
  ],
  ['one distance in one direction', pairs(['1', '1.5'], ['2.25', '2.75']), 'always +0.5'],
  ['several distances', pairs(['1.00', '0.98'], ['3', '3.1']), 'by −0.02 to +0.1'],
  ['numbers in texts', pairs(['"10.50"', '10.5']), 'always the same number'],
  ['zero and more', pairs(['1', '1'], ['1', '3']), 'by 0 to +2'],
  [
    'numbers beyond the precision of doubles',
    pairs(['9007199254740993', '9007199254740994']),
    'always +1',
  ],
])('numbers are summarised by their distance: %s', (_, given, words) => {
  expect(summariseValues(given)).toEqual({ kind: 'distance', words });
});

it('a pair of values is shown if all exchanges have it', () => {
  expect(summariseValues(pairs(['"stop"', null]))).toEqual({
    kind: 'constant',
    primary: '"stop"',
    candidate: null,
  });
});

it('the most frequent pair is shown as an example of many texts', () => {
  expect(summariseValues(pairs(['"a"', '"b"'], ['1', '2']))).toMatchObject({
    kind: 'example',
    primary: '"a"',
    pairs: 2,
  });
});

it('without saved values there is no summary', () => {
  expect(summariseValues([])).toBeNull();
});
