import { hostname } from 'node:os';
import type { GaugeValues } from '../../vocabulary/gauges.ts';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import { version } from '../version.ts';
import type { HeardTap } from '../../transport/worker-message.ts';
import type { Member, MemberRole } from './member.ts';

/** What a process reports about itself to the others on its store. */
export function ownMember(
  instance: string,
  role: MemberRole,
  totals: Pick<ProcessTotals, 'shed' | 'gauges'> | null,
): Member {
  const lagSeconds = lagSecondsOf(totals?.gauges ?? {});
  const shed = Object.values<number>(totals?.shed ?? {}).reduce((sum, count) => sum + count, 0);
  return {
    instance,
    role,
    host: hostname(),
    version,
    shed,
    lagMs: lagSeconds === null ? null : 1000 * lagSeconds,
    partitions: role === 'hub' ? (totals?.gauges.hub_partitions ?? 0) : null,
  };
}

/** The report of a tap to a hub. */
export function tapMember(tap: HeardTap): Member {
  return { ...tap, role: 'tap', partitions: null };
}

/** A hub that is waiting mirrors nothing; its lag is that in the stream. */
function lagSecondsOf(gauges: GaugeValues): number | null {
  const { mirror_lag_seconds: mirror, stream_lag_seconds: stream } = gauges;
  if (mirror === undefined && stream === undefined) return null;
  return Math.max(mirror ?? 0, stream ?? 0);
}
