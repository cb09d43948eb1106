import type { Track, TrackKind } from './environment-track.ts';
import { gateWords, isNewFail } from './gate-view.ts';
import type { Situation } from './situation.ts';
import { isWatched } from './tracks.ts';

const stopping: Partial<Record<TrackKind, string>> = {
  failing: 'its promotion failed',
  rollingBack: 'it is being rolled back',
  rolledBack: 'it was rolled back',
  held: 'it is held',
  failed: 'its promotion could not be started',
};

/**
 * Why no environment may be promoted, with the environment that is the cause; null if nothing stops the
 * rollout.
 */
export function stopReason({
  plan,
  tracks,
  gates,
}: Pick<Situation, 'plan' | 'tracks' | 'gates'>): string | null {
  for (const { name } of plan.environments) {
    const track = tracks.get(name);
    if (track === undefined) continue;
    const words = isCutOffRollback(track) ? 'its rollback was cut off' : stopping[track.kind];
    if (words !== undefined) {
      return `${name}: ${words}${track.why === null ? '' : `: ${track.why}`}`;
    }
    const gate = gates.get(name);
    if (isWatched(track) && gate !== undefined && isNewFail(gate, track.gateBefore)) {
      const has = track.kind === 'passed' ? 'it has passed, and now ' : '';
      return `${name}: ${has}${gateWords(gate)}`;
    }
  }
  return null;
}

/** Whatever `verify` finds, it ends as rolled back. The rollback of a rehearsal stops nothing. */
function isCutOffRollback({ kind, unknown, beforeRehearsal }: Track): boolean {
  return kind === 'unknown' && unknown?.step === 'rollback' && beforeRehearsal === null;
}
