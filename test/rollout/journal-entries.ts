import type {
  Answering,
  CommandStep,
  Entry,
  JournalEntry,
} from '../../src/rollout/journal-entry.ts';

/** Members of each entry about the environment `shop`. */
export const common = {
  at: '2026-03-02T10:00:00.000Z',
  rollout: 'test',
  version: 'v1',
  environment: 'shop',
  tier: 'first',
  who: 'ada',
};

type More = Partial<Pick<Entry<'begin'>, 'at' | 'isRehearsal' | 'gate'>> &
  Partial<Pick<Entry<'end'>, 'outcome'>>;

/** A command that began, and has not ended. */
export function beginning(
  step: CommandStep,
  expect: Answering,
  { isRehearsal = false, gate = null, at = common.at }: More = {},
): Entry<'begin'> {
  const about = { ...common, at, id: step + expect, step, expect, isRehearsal };
  return { event: 'begin', ...about, why: 'test', gate };
}

/** A command that succeeded, if it has no other outcome. */
export function commandEntries(
  step: CommandStep,
  expect: Answering,
  more: More = {},
): readonly JournalEntry[] {
  const { event: _, why: __, gate: ___, ...about } = beginning(step, expect, more);
  const { outcome = 'ok' } = more;
  const ended = { outcome, exitCode: null, signal: null, durationMs: 5, output: '' };
  return [beginning(step, expect, more), { event: 'end', ...about, ...ended }];
}

/** A promotion that succeeded. */
export const soaking: readonly JournalEntry[] = [
  ...commandEntries('promote', 'candidate'),
  ...commandEntries('verify', 'candidate'),
];
