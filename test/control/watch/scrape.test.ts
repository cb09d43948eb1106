import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { warmupBlocks } from '../../../src/control/block-length.ts';
import { startScrape } from '../../../src/control/watch/scrape.ts';
import { createLogger } from '../../../src/log.ts';
import { comparisonOf } from '../comparison-fixture.ts';
import { keptEvidence } from '../evidence/evidence-under-test.ts';

const everyMs = 1_000;
const lengthMs = 2_000;
const warmupMs = warmupBlocks * lengthMs;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

/** Readings of a candidate whose memory and CPU time never change. */
function scraping(served: () => number | null = () => 0) {
  const evidence = keptEvidence();
  const run = (version: string): void =>
    evidence.record(comparisonOf({ candidateVersion: version }));
  run('v1');
  const scrape = startScrape({
    side: 'candidate',
    config: { url: 'http://candidate.test:9100/metrics', everyMs, names: {} },
    endpoint: {
      ask: async () => 'process_resident_memory_bytes 1000\nprocess_cpu_seconds_total 5\n',
      reread: () => {},
      close: () => {},
    },
    evidence,
    lengthMs,
    served,
    isOurs: () => true,
    now: Date.now,
    log: createLogger('control', 'silent'),
  });
  onTestFinished(() => scrape.stop());
  const readings = (name = 'level memory'): number =>
    [...evidence.current().watched]
      .filter(([key]) => key.startsWith(`resource ${name} `))
      .reduce((sum, [, { candidate }]) => sum + candidate.n, 0);
  return { evidence, run, readings, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

describe('the metrics of a deployment', () => {
  it('do not count for a while after a new version has started', async () => {
    const { run, readings, pass } = scraping();
    await pass(everyMs);
    expect(readings()).toBe(2);
    run('v2');
    await pass(warmupMs);
    run('v1');
    run('v1');
    await pass(warmupMs);
    expect(readings()).toBe(2);
    await pass(2 * everyMs);
    expect(readings()).toBeGreaterThan(2);
  });

  it('have no work per request before the requests of the deployment are known', async () => {
    let served: number | null = null;
    const { readings, pass } = scraping(() => served);
    await pass(everyMs);
    served = 1_000;
    await pass(everyMs);
    expect([readings('work cpu'), readings('work requests')]).toEqual([0, 0]);
    await pass(everyMs);
    expect([readings('work cpu'), readings('work requests')]).toEqual([1, 1]);
  });
});
