import type { RecentWrite } from './recent-write.ts';
import type { ThingMarks } from './thing-marks.ts';

/** Marks what overlapping writes to one thing may have left in another state there. */
export function markRaced(
  write: RecentWrite,
  others: readonly RecentWrite[],
  key: string,
  marks: ThingMarks,
): void {
  const racing = [write, ...others];
  const states = racing.flatMap(({ before, after }) => [
    ...(before.get(key) ?? []),
    ...(after.get(key) ?? []),
  ]);
  const cause = racing.reduce((latest, { sequence }) => Math.max(latest, sequence), 0);
  const until = racing.reduce((latest, { endedAt }) => Math.max(latest, endedAt), 0);
  const changed = racing.flatMap((one) => one.changed);
  const raced = { kind: 'raced', because: 'race', isTarget: true, mayBeGone: false } as const;
  marks.note([key], { ...raced, cause, states, changed, until });
}
