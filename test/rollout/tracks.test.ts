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

describe('an environment whose promotion in a rehearsal fails, and that is held', () => {
  it('begins a new soak when it is resumed and verified', () => {
    const isRehearsal = true;
    const entries: readonly JournalEntry[] = [
      ...passed,
      ...commandEntries('rollback', 'primary', { isRehearsal }),
      ...commandEntries('verify', 'primary', { isRehearsal }),
      ...commandEntries('promote', 'candidate', { isRehearsal, outcome: 'failed' }),
      { event: 'held', ...common, why: 'test', gate: null },
      { event: 'resumed', ...common, why: 'test' },
      ...commandEntries('verify', 'candidate', { at: '2026-03-03T10:00:00.000Z' }),
    ];
    expect(
      tracksOf({ environments: [], version: 'v1' }, entries, new Set()).get('shop'),
    ).toMatchObject({
      kind: 'soaking',
      promotedAt: Date.parse('2026-03-03T10:00:00.000Z'),
      passedAt: null,
    });
  });
});
