import { readJournal } from '../../../src/rollout/journal.ts';

/** How an environment went back because its gate failed. */
export interface WayBack {
  /** What failed, in a sentence. */
  readonly finding: string;
  /** From the decision until primary was verified. */
  readonly seconds: number;
}

/**
 * Reads the last rollback of an environment that was no rehearsal.
 *
 * @returns null if there is none, or if primary was not verified after it
 */
export function wayBack(journal: string, rollout: string, environment: string): WayBack | null {
  const entries = readJournal(journal, rollout).entries.filter(
    (entry) => entry.environment === environment,
  );
  const begun = entries.findLast(
    (entry) => entry.event === 'begin' && entry.step === 'rollback' && !entry.isRehearsal,
  );
  if (begun?.event !== 'begin') return null;
  const verified = entries.find(
    (entry) =>
      entry.event === 'end' &&
      entry.step === 'verify' &&
      entry.expect === 'primary' &&
      entry.outcome === 'ok' &&
      entry.at >= begun.at,
  );
  if (verified === undefined) return null;
  return { finding: begun.why, seconds: (Date.parse(verified.at) - Date.parse(begun.at)) / 1000 };
}
