import { expect, it } from 'vitest';
import { rememberPlaces } from '../../../src/compare/clocks/remember-places.ts';

it('the comparer remembers the same state of a field each time, and nothing beyond the limit of fields', () => {
  const at = rememberPlaces(2, () => ({ seen: 0 }));
  at('a')!.seen += 1;
  expect([at('a'), at('b'), at('c')]).toEqual([{ seen: 1 }, { seen: 0 }, null]);
});
