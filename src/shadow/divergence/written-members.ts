import type { Members } from '../identity/reading/json-scalars.ts';
import type { ObservedRequest } from './observed-request.ts';
import type { RecentWrite } from './recent-write.ts';

/**
 * The members of a thing that a write set, judging by its body and by the changes in primary's answer.
 *
 * @returns `all` if it may have set any; null if it was about something else
 */
export function writtenMembers(
  { target, head, body }: ObservedRequest,
  write: RecentWrite,
  key: string,
): readonly string[] | 'all' | null {
  const isSingleton = target === null && (head.method === 'PUT' || head.method === 'PATCH');
  if (!write.targets.has(key) && !isSingleton) return null;
  const before = write.before.get(key)?.at(-1);
  const shown = (write.after.get(key) ?? []).filter((state) => state !== body);
  if (head.method === 'PUT' || (body === null && shown.length === 0)) return 'all';
  const changed = shown.flatMap((after) => changedMembers(before, after));
  return [...new Set([...Object.keys(body ?? {}), ...changed])];
}

/** All of them if the former state is unknown. */
function changedMembers(before: Members | undefined, after: Members): readonly string[] {
  const names = Object.keys(after);
  if (before === undefined) return names;
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
