import type { MigrationBug } from '../../example/conduit/migration-bugs.ts';
import type { FleetGate } from '../../test/e2e/fleet/fleet.ts';
import { exactly, type Scenario } from './scenario.ts';

/** Bugs of the candidate, each with the routes on which it may be found. */
const bugs: readonly (readonly [MigrationBug, RegExp])[] = [
  ['kept-session', /^GET \/api\/sessions\/current$/],
  ['unchecked-if-match', /^PATCH \/api\/virtual-keys\/\{id\}$/],
  ['cursor-overlap', /^GET \/api\/virtual-keys\/\{id\}\/request-logs$/],
  ['wrong-owner', /^GET \/api\/virtual-keys\/\{id\}\/request-logs$/],
  ['missing-log-field', /^GET \/api\/request-logs/],
  ['lost-order-by', /^GET \/api\/virtual-keys$/],
  ['cost-rounding', /^GET \/api\//],
];

export function plantedBugs(requests: number): readonly Scenario[] {
  return bugs.map(([bug, route]) => ({
    name: `the candidate has ${bug}`,
    load: { requests },
    options: { bugs: [bug] },
    faultOf: async (end) => {
      const { counts, running } = end;
      const { mismatches } = counts;
      if (mismatches === 0) return 'it was not found';
      const [hub] = running.fleet.hubs;
      if (hub === undefined) return 'there is no hub';
      const { findings } = await running.fleet.ask<FleetGate>(hub, '/api/gate');
      const strange = findings.filter((one) => !route.test(one.route));
      if (strange.length > 0) return `also on ${strange.map((one) => one.route).join(', ')}`;
      return exactly({ ...end, counts: { ...counts, mismatches: 0 } });
    },
  }));
}
