import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { EffectNotes } from '../../src/shadow/effect-notes.ts';
import type { TenureEffects } from '../../src/vocabulary/tenure-effects.ts';

it('a write that has no effect at the end of a tenure still waits for it under the next owner', async () => {
  const noted: TenureEffects[] = [];
  const held = new Set([1, 2]);
  const notes = new EffectNotes(
    (tenure) => held.has(tenure),
    (effects) => noted.push(effects),
  );
  for (const tenure of [1, 2]) notes.awaited({ tenure, sequence: 7 });
  await nextTurn();
  held.delete(1);
  for (const tenure of [1, 2]) notes.done({ tenure, sequence: 7 });
  await nextTurn();
  expect(noted).toEqual([
    { tenure: 1, awaited: [7], done: [] },
    { tenure: 2, awaited: [7], done: [] },
    { tenure: 2, awaited: [], done: [7] },
  ]);
});
