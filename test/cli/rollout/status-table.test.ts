import { describe, expect, it } from 'vitest';
import { statusTable } from '../../../src/cli/rollout/status-table.ts';

describe('the table of a rollout', () => {
  it('has a line for each environment, and one for each rehearsal', () => {
    const at = '2026-03-02T10:00:00.000Z';
    const environment = {
      environment: 'canary',
      tier: 'first',
      state: 'rolledBack',
      since: at,
      who: 'ada',
      why: 'the gate is fail',
      soakEndsAt: null,
      gate: { verdict: 'fail', epoch: 'v2', version: 'v2', findings: [] },
      rehearsal: { at, who: 'bob', rollbackMs: 1200, promoteMs: 61_000 },
      next: null,
    } as const;
    const stopped = 'canary: it was rolled back: the gate is fail';
    const table = statusTable({
      rollout: 'test',
      version: 'v2',
      state: 'stopped',
      stopped,
      environments: [environment],
    });
    expect(table).toBe(
      `test of v2: stopped: ${stopped}

TIER   ENVIRONMENT  STATE        SINCE                 GATE  BY   NEXT
first  canary       rolled back  2026-03-02 10:00 UTC  fail  ada  the gate is fail

rollback of canary rehearsed by bob at ${at}: back in 2 s, promoted again in 2 min
`,
    );
  });
});
