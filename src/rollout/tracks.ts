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
 * The state of each environment, from the journal alone. Includes environments that only the journal names.
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

/** The progress of another version does not count for this one, and neither does its rehearsal. */
function underVersion(track: Track, version: string | null): Track {
  const rehearsal = track.rehearsal?.version === version ? track.rehearsal : null;
  const isOther = track.version !== undefined && track.version !== version;
  if (!isOther || !settledKinds.has(track.kind)) return { ...track, rehearsal };
  const why = `${track.version ?? 'another version'} was ${track.kind}`;
  return { ...track, kind: 'waiting', why, rehearsal, beforeRehearsal: null };
}

/** States in which the candidate may answer, or a command may have to be run. */
export function isInFlight({ kind }: Track): boolean {
  return kind !== 'waiting' && kind !== 'passed' && kind !== 'rolledBack' && kind !== 'failed';
}

/** Whether the candidate was verified, so that a fail of the gate stops the rollout. */
export function isWatched(track: Track | undefined): boolean {
  return track?.kind === 'soaking' || track?.kind === 'passed';
}

/**
 * Whether the candidate may answer: an earlier version of it may do so even in the state `waiting`, also after
 * a promotion that failed and was held.
 */
export function mayAnswer(track: Track): boolean {
  return isInFlight(track) || track.promotedAt !== null || track.heldFrom !== null;
}

/** Environments that the plan no longer has, and in which the candidate may answer. */
export function forgottenEnvironments(
  { environments }: Pick<Plan, 'environments'>,
  tracks: Tracks,
): readonly string[] {
  const names = new Set(environments.map(({ name }) => name));
  return [...tracks]
    .filter(([name, track]) => !names.has(name) && mayAnswer(track))
    .map(([name]) => name);
}
