import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { warmupBlocks } from '../../../src/control/block-length.ts';
import { queryPolicy } from '../../../src/control/gate/query-policy.ts';
import { startQueryPoll } from '../../../src/control/watch/query-poll.ts';
import { createLogger } from '../../../src/log.ts';
import { comparisonOf } from '../comparison-fixture.ts';
import { keptEvidence } from '../evidence/evidence-under-test.ts';

const everyMs = 1_000;
const lengthMs = 2_000;
const warmupMs = warmupBlocks * lengthMs;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

/** A query whose value is out of bounds, for several versions in turn. */
function outOfBounds() {
  const evidence = keptEvidence();
  const said = { status: 'success', data: { resultType: 'scalar', result: [0, '5'] } };
  const query = queryPolicy({
    name: 'errors',
    query: 'errors',
    atMost: 2,
    atLeast: undefined,
    of: 'candidate',
  });
  const run = (version: string): void =>
    evidence.record(comparisonOf({ candidateVersion: version }));
  run('v1');
  const poll = startQueryPoll({
    config: { url: 'http://prometheus.test:9090', everyMs },
    endpoint: { ask: async () => JSON.stringify(said), reread: () => {}, close: () => {} },
    query,
    evidence,
    lengthMs,
    isOurs: () => true,
    now: Date.now,
    log: createLogger('control', 'silent'),
  });
  onTestFinished(() => poll.stop());
  return { evidence, run, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

describe('a polled query to Prometheus', () => {
  it('does not count while an epoch is new', async () => {
    const { evidence, pass } = outOfBounds();
    await pass(warmupMs - 1);
    expect(evidence.current().watched.size).toBe(0);
    await pass(everyMs);
    expect(evidence.current().watched.size).toBeGreaterThan(0);
  });

  it('does not count at first when an older version returns', async () => {
    const { evidence, run, pass } = outOfBounds();
    await pass(everyMs);
    run('v2');
    await pass(10 * warmupMs);
    run('v1');
    run('v1');
    expect(evidence.epoch.key).toBe('v1');
    await pass(warmupMs);
    expect(evidence.current().watched.size).toBe(0);
    await pass(2 * everyMs);
    expect(evidence.current().watched.size).toBeGreaterThan(0);
  });
});
