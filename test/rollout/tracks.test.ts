import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/rollout/journal-entry.ts';
import { forgottenEnvironments, tracksOf } from '../../src/rollout/tracks.ts';

const common = {
  at: '2026-03-02T10:00:00.000Z',
  rollout: 'test',
  version: 'v1',
  environment: 'shop',
  tier: 'first',
  who: 'ada',
};

function commandEntries(
  step: 'promote' | 'rollback' | 'verify',
  expected: 'candidate' | 'primary',
): readonly JournalEntry[] {
  const about = { ...common, id: step + expected, step, expect: expected, isRehearsal: false };
  const ended = { outcome: 'ok', exitCode: 0, signal: null, durationMs: 5, output: '' } as const;
  return [
    { event: 'begin', ...about, why: 'test', gate: null },
    { event: 'end', ...about, ...ended },
  ];
}

const passed: readonly JournalEntry[] = [
  ...commandEntries('promote', 'candidate'),
  ...commandEntries('verify', 'candidate'),
  { event: 'passed', ...common, why: 'test', gate: null },
];
const rolledBack: readonly JournalEntry[] = [
  ...passed,
  ...commandEntries('rollback', 'primary'),
  ...commandEntries('verify', 'primary'),
];

describe('an environment that was removed from the plan', () => {
  it.each([
    ['passed', 'the same version', 'v1', passed, ['shop']],
    ['passed', 'a new version', 'v2', passed, ['shop']],
    ['was rolled back', 'the same version', 'v1', rolledBack, []],
    ['was rolled back', 'a new version', 'v2', rolledBack, []],
  ])(
    'and %s, with %s, is reported as missing while the candidate may answer',
    (_, __, version, entries, names) => {
      const plan = { environments: [], version };
      expect(forgottenEnvironments(plan, tracksOf(plan, entries, new Set()))).toEqual(names);
    },
  );
});
