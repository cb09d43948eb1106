import { expect, it } from 'vitest';
import { createReloads } from '../../src/control/reloads.ts';
import type { ConfigState, ReloadId } from '../../src/vocabulary/plane-message.ts';

const stateOf = (revision: number): ConfigState => ({
  revision,
  sinceMs: 0,
  needRestart: [],
  lastReload: null,
});

it('a reload that is requested during another one does not get the result of that one', async () => {
  const asked: ReloadId[] = [];
  const reloads = createReloads();
  reloads.connect((id) => asked.push(id));
  const answers = [reloads.reload(), reloads.reload()];
  reloads.settle(asked[0]!, stateOf(2));
  reloads.settle(asked[1]!, stateOf(3));
  expect(await Promise.all(answers)).toEqual([stateOf(2), stateOf(3)]);
});
