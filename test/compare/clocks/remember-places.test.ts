import { expect, it } from 'vitest';
import { rememberPlaces } from '../../../src/compare/clocks/remember-places.ts';

it('what is remembered of a place is the same each time, and nothing is remembered past the bound', () => {
  const at = rememberPlaces(2, () => ({ seen: 0 }));
  at('a')!.seen += 1;
  expect([at('a'), at('b'), at('c')]).toEqual([{ seen: 1 }, { seen: 0 }, null]);
});
