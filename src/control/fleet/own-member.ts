import { hostname } from 'node:os';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import { version } from '../version.ts';
import type { Member, MemberRole } from './member.ts';

/** What a process reports about itself to the others on its store. */
export function ownMember(
  instance: string,
  role: MemberRole,
  totals: Pick<ProcessTotals, 'shed' | 'gauges'> | null,
): Member {
  const lagSeconds = totals?.gauges.mirror_lag_seconds;
  const shed = Object.values<number>(totals?.shed ?? {}).reduce((sum, count) => sum + count, 0);
  return {
    instance,
    role,
    host: hostname(),
    version,
    shed,
    lagMs: lagSeconds === undefined ? null : 1000 * lagSeconds,
  };
}
