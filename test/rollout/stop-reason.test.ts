import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/rollout/journal-entry.ts';
import { planSchema } from '../../src/rollout/plan-schema.ts';
import type { Situation } from '../../src/rollout/situation.ts';
import { stopReason } from '../../src/rollout/stop-reason.ts';
import { tracksOf } from '../../src/rollout/tracks.ts';
import { beginning, commandEntries, common, soaking } from './journal-entries.ts';
import { failing, passing } from './rollout-under-test.ts';

const command = { command: ['true'] };
const plan = planSchema.parse({
  rollout: 'test',
  version: 'v1',
  tiers: ['first'],
  environments: [
    {
      name: 'shop',
      tier: 'first',
      gate: { url: 'http://127.0.0.1:1' },
      promote: command,
      rollback: command,
      verify: command,
    },
  ],
});

function reasonAfter(
  entries: readonly JournalEntry[],
  gates: Situation['gates'] = new Map(),
): string | null {
  return stopReason({ plan, tracks: tracksOf(plan, entries, new Set()), gates });
}

describe('a rollout', () => {
  it('is stopped by a rollback that was cut off', () => {
    expect(reasonAfter([...soaking, beginning('rollback', 'primary')])).toBe(
      'shop: its rollback was cut off: test',
    );
  });

  it('is not stopped by the rollback of a rehearsal that was cut off', () => {
    const rehearsal = beginning('rollback', 'primary', { isRehearsal: true });
    expect(reasonAfter([...soaking, rehearsal])).toBe(null);
  });

  it('is stopped by a gate that fails after the soak has passed, even if it failed before the promotion', () => {
    const entries: readonly JournalEntry[] = [
      ...commandEntries('promote', 'candidate', { gate: failing }),
      ...commandEntries('verify', 'candidate'),
      { event: 'passed', ...common, why: 'test', gate: passing },
    ];
    expect(reasonAfter(entries, new Map([['shop', failing]]))).toBe(
      'shop: it has passed, and now the gate is fail for v2: keys: 12 mismatches in 90 exchanges',
    );
  });
});
