import { expect, it } from 'vitest';
import { summariseValues } from '../../../../src/control/admin/pages/findings/value-summary.ts';

function pairs(...values: readonly (readonly [string | null, string | null])[]) {
  return values.map(([primary, candidate]) => ({ primary, candidate, exchanges: 1 }));
}

it.each([
  [
    'one size, both signs',
    pairs(['0.012013', '0.012014'], ['0.5', '0.499999']),
    'always ±0.000001',
  ],
  ['one size, one sign', pairs(['1', '1.5'], ['2.25', '2.75']), 'always +0.5'],
  ['several sizes', pairs(['1.00', '0.98'], ['3', '3.1']), 'by −0.02 to +0.1'],
  ['numbers in texts', pairs(['"10.50"', '10.5']), 'always the same number'],
  ['zero and more', pairs(['1', '1'], ['1', '3']), 'by 0 to +2'],
  [
    'numbers beyond the precision of doubles',
    pairs(['9007199254740993', '9007199254740994']),
    'always +1',
  ],
])('Numbers are summarised by how far apart they are: %s', (_, given, words) => {
  expect(summariseValues(given)).toEqual({ kind: 'distance', words });
});

it('One pair of values in all exchanges is named', () => {
  expect(summariseValues(pairs(['"stop"', null]))).toEqual({
    kind: 'constant',
    primary: '"stop"',
    candidate: null,
  });
});

it('Of many texts the most frequent pair is the example', () => {
  expect(summariseValues(pairs(['"a"', '"b"'], ['1', '2']))).toMatchObject({
    kind: 'example',
    primary: '"a"',
    pairs: 2,
  });
});

it('Without kept values there is no summary', () => {
  expect(summariseValues([])).toBeNull();
});
