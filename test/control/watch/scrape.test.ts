import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { warmupBlocks } from '../../../src/control/gate/block-length.ts';
import { startScrape } from '../../../src/control/watch/scrape.ts';
import { createLogger } from '../../../src/log.ts';
import { comparisonOf } from '../comparison-fixture.ts';
import { keptEvidence } from '../evidence/evidence-under-test.ts';

const everyMs = 1_000;
const lengthMs = 2_000;
const warmupMs = warmupBlocks * lengthMs;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

/** Readings of a candidate whose memory never changes. */
function scraping() {
  const evidence = keptEvidence();
  const run = (version: string): void =>
    evidence.record(comparisonOf({ candidateVersion: version }));
  run('v1');
  const scrape = startScrape({
    side: 'candidate',
    config: { url: 'http://candidate.test:9100/metrics', everyMs, names: {} },
    endpoint: {
      ask: async () => 'process_resident_memory_bytes 1000\n',
      reread: () => {},
      close: () => {},
    },
    evidence,
    lengthMs,
    served: () => 0,
    isOurs: () => true,
    now: Date.now,
    log: createLogger('control', 'silent'),
  });
  onTestFinished(() => scrape.stop());
  const readings = (): number =>
    [...evidence.current().watched]
      .filter(([key]) => key.startsWith('resource level memory '))
      .reduce((sum, [, { candidate }]) => sum + candidate.n, 0);
  return { evidence, run, readings, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

describe('the metrics of a deployment', () => {
  it('are not counted for a while when another version runs', async () => {
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
});
