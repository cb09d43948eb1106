import { expect, it } from 'vitest';
import { ConnectTimer } from '../../src/wire/connect-timer.ts';
import { standStill } from '../support/stand-still.ts';
import { until } from '../support/until.ts';

const limitMs = 200;

/** Timers that are due have run after this, and what they put off to the end of the turn. */
async function nextTurns(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}

it('a connection that does not open in time is given up', async () => {
  let isLate = false;
  const timer = new ConnectTimer(limitMs, () => (isLate = true));
  await until(() => isLate);
  expect(isLate).toBe(true);
  timer.stop();
});

it('a connection is not given up because the thread stood still for longer than the limit', async () => {
  let isLate = false;
  const timer = new ConnectTimer(limitMs, () => (isLate = true));
  standStill(2 * limitMs);
  await nextTurns();
  expect(isLate).toBe(false);
  timer.stop();
});

it('a connection is given up although the thread always stands still', async () => {
  let isLate = false;
  const timer = new ConnectTimer(1, () => (isLate = true));
  for (let stalls = 0; stalls < 20; stalls += 1) {
    standStill(102);
    await nextTurns();
  }
  expect(isLate).toBe(true);
  timer.stop();
});

it('a connection that has opened is not given up', async () => {
  let isLate = false;
  const timer = new ConnectTimer(1, () => (isLate = true));
  standStill(20);
  timer.stop();
  await nextTurns();
  expect(isLate).toBe(false);
});
