import type { MissedRenames } from './missed-renames.ts';
import type { ObservedRequest } from './observed-request.ts';
import type { NamedMark } from './status-excuse.ts';
import type { ThingMark } from './thing-mark.ts';
import type { ThingMarks } from './thing-marks.ts';

/** The marks of things that a request names, if their causes are earlier. */
export function namedMarks(
  { named, follows }: ObservedRequest,
  marks: ThingMarks,
  renames: MissedRenames,
): readonly NamedMark[] {
  return named.flatMap(({ key, where }) => {
    const mark = marks.of(key);
    return mark !== undefined && follows(mark.cause)
      ? [{ mark: asNamed(mark, key, renames), where }]
      : [];
  });
}

/** After a missed rename, the candidate lacks the thing under its new name, and primary under its former one. */
function asNamed(mark: ThingMark, key: string, renames: MissedRenames): ThingMark {
  if (mark.kind !== 'stale' && mark.kind !== 'raced') return mark;
  if (renames.formerOf(key) !== undefined) return { ...mark, kind: 'absent' };
  return renames.isGivenUp(key) ? { ...mark, kind: 'extra' } : mark;
}
