import { afterEntry, settled, type Track, untouched } from './environment-track.ts';
import type { JournalEntry } from './journal-entry.ts';
import type { Plan } from './plan-schema.ts';

/** States by the name of the environment. */
export type Tracks = ReadonlyMap<string, Track>;

/** States that another version makes irrelevant: nothing is under way, and nothing has to be undone. */
const settledKinds: ReadonlySet<string> = new Set([
  'waiting',
  'soaking',
  'passed',
  'rolledBack',
  'held',
  'failed',
]);

/**
 * The state of each environment, from the journal alone. Environments that only the journal names are in
 * it, too.
 *
 * @param running ids of commands that run now: a promotion or rollback that is neither among them nor
 *   has ended is `unknown`
 */
export function tracksOf(
  { environments, version }: Pick<Plan, 'environments' | 'version'>,
  entries: readonly JournalEntry[],
  running: ReadonlySet<string>,
): Tracks {
  const tracks = new Map<string, Track>(environments.map(({ name }) => [name, untouched]));
  for (const entry of entries) {
    tracks.set(entry.environment, afterEntry(tracks.get(entry.environment) ?? untouched, entry));
  }
  for (const [name, track] of tracks) {
    const isRunning = track.open !== null && running.has(track.open.begin.id);
    tracks.set(name, underVersion(isRunning ? track : settled(track), version ?? null));
  }
  return tracks;
}

/** What was reached with another version is no merit of this one. */
function underVersion(track: Track, version: string | null): Track {
  if (track.version === undefined || track.version === version) return track;
  if (!settledKinds.has(track.kind)) return { ...track, rehearsal: null };
  const why = `${track.version ?? 'another version'} was ${track.kind}`;
  return { ...track, kind: 'waiting', why, rehearsal: null, beforeRehearsal: null };
}

/** States in which the candidate may answer, or a command may have to be run. */
export function isInFlight({ kind }: Track): boolean {
  return kind !== 'waiting' && kind !== 'passed' && kind !== 'rolledBack' && kind !== 'failed';
}

/** Environments that the plan no longer has, and in which the candidate may answer. */
export function forgottenEnvironments(
  { environments }: Pick<Plan, 'environments'>,
  tracks: Tracks,
): readonly string[] {
  const names = new Set(environments.map(({ name }) => name));
  return [...tracks]
    .filter(([name, track]) => !names.has(name) && isInFlight(track))
    .map(([name]) => name);
}
