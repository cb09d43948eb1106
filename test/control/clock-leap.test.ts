import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { comparisonOf, differenceOf, mismatchOf } from './comparison-fixture.ts';
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
  const shown = (await (await plane.ask('/api/comparisons')).json()) as { time: string }[];
  // People are shown the time as the wall clock had it.
  expect(shown[0]?.time).toBe(new Date(after).toISOString());
});

/** A store that is gone with the test. */
function storeOfTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-leap-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'parallax.db');
}

const dayMs = 24 * hourMs;

/** A wall clock that is a day ahead. */
function ahead(): number {
  return Date.now() + dayMs;
}

it('a new difference after the wall clock was set back is open, and not gone', async () => {
  const store = storeOfTest();
  const settings = { store, gate: { findingGoneAfter: 5 } };
  {
    using plane = planeUnderTest(settings, { now: ahead });
    const clean = Array.from({ length: 20 }, () => comparisonOf({ wallClockMs: ahead() }));
    await plane.feed(clean);
  }
  // The clock is set right, and another process continues.
  using plane = planeUnderTest(settings);
  await plane.feed([mismatchOf([differenceOf()], { wallClockMs: Date.now() })]);
  const gate = (await (await plane.ask('/api/gate')).json()) as { findings: unknown[] };
  expect(gate.findings).toHaveLength(1);
});

it('the last hour of a route is shown after the wall clock was set back', async () => {
  let leapMs = dayMs;
  let laterMs = 0;
  const now = (): number => Date.now() + laterMs + leapMs;
  const monotonic = (): number => performance.now() + laterMs;
  using plane = planeUnderTest({}, { now, monotonic });
  await plane.feed([comparisonOf({ wallClockMs: now() })]);
  leapMs = 0;
  // The column is shown once there are some minutes of traffic.
  laterMs = 8 * 60_000;
  await plane.feed([mismatchOf([differenceOf()], { wallClockMs: now() })]);
  expect(await (await plane.ask('/routes')).text()).toContain('<rect class="bad"');
});
