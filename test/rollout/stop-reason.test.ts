import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/rollout/journal-entry.ts';
import { planSchema } from '../../src/rollout/plan-schema.ts';
import { stopReason } from '../../src/rollout/stop-reason.ts';
import { tracksOf } from '../../src/rollout/tracks.ts';
import { beginning, soaking } from './journal-entries.ts';

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

function reasonAfter(entries: readonly JournalEntry[]): string | null {
  return stopReason({ plan, tracks: tracksOf(plan, entries, new Set()), gates: new Map() });
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
});
