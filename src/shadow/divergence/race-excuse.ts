import type { Excuse } from '../../vocabulary/excuses.ts';
import { isGone, isSuccess } from '../../vocabulary/status.ts';
import { type ObservedRequest, placeKey } from './observed-request.ts';
import type { RecentWrite } from './recent-write.ts';

/** How one of two overlapping writes to one thing may be refused because of the other. */
export const raceable: ReadonlySet<number> = new Set([404, 409, 410, 412]);

/**
 * Whether statuses may differ because other writes to the thing in the path overlapped with the request: it
 * was made or removed meanwhile, or one of two writes wins and the other one conflicts with it.
 *
 * @param racing writes that touched the thing meanwhile
 */
export function raceExcuse(
  request: ObservedRequest,
  candidate: number,
  racing: readonly RecentWrite[],
): Excuse | null {
  const { isWrite } = request;
  const primary = request.primary.status;
  const key = keyOfTarget(request);
  if (key === null || primary === candidate) return null;
  const refusal = refusalAmong(primary, candidate);
  if (refusal === null) return null;
  const first = racing.find((write) => {
    if (isGone(refusal)) return write.comesOrGoes.has(key);
    // Primary, too, must have let one of them win, and not the same one as the candidate.
    return isWrite && write.targets.has(key) && write.isRefused === isSuccess(primary);
  });
  return first === undefined ? null : { because: 'race', cause: first.sequence };
}

/** The key by which a write to the same thing is found; null if the request has no subject. */
export function keyOfTarget(request: ObservedRequest): string | null {
  return request.target?.key ?? placeKey(request);
}

/**
 * The status with which one of the two refuses because of a race; null if neither does, or for another
 * reason.
 */
function refusalAmong(primary: number, candidate: number): number | null {
  if (isSuccess(primary)) return raceable.has(candidate) ? candidate : null;
  if (!raceable.has(primary)) return null;
  return isSuccess(candidate) || raceable.has(candidate) ? primary : null;
}
