import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { comparisonOf } from './comparison-fixture.ts';
import { planeUnderTest } from './plane-under-test.ts';

const hourMs = 3_600_000;

it.each([25, -25])('a leap of the wall clock by %i hours is no soak', async (hours) => {
  let leapMs = 0;
  const now = (): number => Date.now() + leapMs;
  using plane = planeUnderTest({}, { now });
  await plane.feed([comparisonOf({ wallClockMs: now() })]);
  leapMs = hours * hourMs;
  const after = now();
  await plane.feed([comparisonOf({ wallClockMs: after })]);
  const metrics = await (await plane.ask('/metrics')).text();
  const soak = /^parallax_gate_soak_seconds\{.*?\} (.+)$/m.exec(metrics)?.[1];
  expect(Number(soak)).toBeLessThan(60);
  // On a busy machine the first answer may have taken up the whole turn.
  await setImmediate();
  const shown = (await (await plane.ask('/api/comparisons')).json()) as { time: string }[];
  // People are shown the time as the wall clock had it.
  expect(shown[0]?.time).toBe(new Date(after).toISOString());
});
