import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/rollout/journal-entry.ts';
import { forgottenEnvironments, tracksOf } from '../../src/rollout/tracks.ts';
import { commandEntries, common, soaking } from './journal-entries.ts';

const passed: readonly JournalEntry[] = [
  ...soaking,
  { event: 'passed', ...common, why: 'test', gate: null },
];
const rolledBack: readonly JournalEntry[] = [
  ...passed,
  ...commandEntries('rollback', 'primary'),
  ...commandEntries('verify', 'primary'),
];
const held: readonly JournalEntry[] = [
  ...commandEntries('promote', 'candidate', { outcome: 'failed' }),
  { event: 'held', ...common, why: 'test', gate: null },
];
const heldAndRolledBack: readonly JournalEntry[] = [
  ...held,
  ...commandEntries('rollback', 'primary'),
  ...commandEntries('verify', 'primary'),
];

describe('an environment that was removed from the plan', () => {
  it.each([
    ['passed', 'the same version', 'v1', passed, ['shop']],
    ['passed', 'a new version', 'v2', passed, ['shop']],
    ['was rolled back', 'the same version', 'v1', rolledBack, []],
    ['was rolled back', 'a new version', 'v2', rolledBack, []],
    ['is held after a failed promotion', 'the same version', 'v1', held, ['shop']],
    ['is held after a failed promotion', 'a new version', 'v2', held, ['shop']],
    ['was held and rolled back', 'a new version', 'v2', heldAndRolledBack, []],
  ])(
    'and %s, with %s, is reported as missing while the candidate may answer',
    (_, __, version, entries, names) => {
      const plan = { environments: [], version };
      expect(forgottenEnvironments(plan, tracksOf(plan, entries, new Set()))).toEqual(names);
    },
  );
});
