import { laneOf } from '../../vocabulary/tap-lane.ts';
import type { RecentWrite } from './recent-write.ts';
import type { ThingMarks } from './thing-marks.ts';

/** Marks things that overlapping writes may have left in another state on the candidate. */
export function markRaced(
  write: RecentWrite,
  others: readonly RecentWrite[],
  { key, skewMs }: { readonly key: string; readonly skewMs: number },
  marks: ThingMarks,
): void {
  const racing = [write, ...others];
  const states = racing.flatMap(({ before, after }) => [
    ...(before.get(key) ?? []),
    ...(after.get(key) ?? []),
  ]);
  // The others arrived before it.
  const cause = isOneTap(racing) ? Math.max(...racing.map(sequenceOf)) : write.sequence;
  const endedAt = racing.reduce((latest, one) => Math.max(latest, one.endedAt), 0);
  // By the clock of any tap.
  const until = endedAt + skewMs;
  const changed = racing.flatMap((one) => one.changed);
  const raced = { kind: 'raced', because: 'race', isTarget: true, mayBeGone: false } as const;
  marks.note([key], { ...raced, cause, states, changed, until });
}

function isOneTap([first, ...others]: readonly RecentWrite[]): boolean {
  return others.every(({ sequence }) => laneOf(sequence) === laneOf(first?.sequence ?? 0));
}

function sequenceOf({ sequence }: RecentWrite): number {
  return sequence;
}
