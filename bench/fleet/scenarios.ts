import { setTimeout as sleep } from 'node:timers/promises';
import type { MigrationBug } from '../../example/conduit/migration-bugs.ts';
import type { FleetGate } from '../../test/e2e/fleet/fleet.ts';
import type { ServingParallax } from '../../test/cli/parallax-program.ts';
import type { ConduitFleet } from './conduit-fleet.ts';
import { exactly, type Scenario } from './scenario.ts';

/** Bugs that show only if the candidate has its own state, each with the routes on which it may be found. */
const bugs: readonly (readonly [MigrationBug, RegExp])[] = [
  ['kept-session', /^GET \/api\/sessions\/current$/],
  ['unchecked-if-match', /^PATCH \/api\/virtual-keys\/\{id\}$/],
  ['cursor-overlap', /^GET \/api\/virtual-keys\/\{id\}\/request-logs$/],
  ['wrong-owner', /^GET \/api\/virtual-keys\/\{id\}\/request-logs$/],
  ['missing-log-field', /^GET \/api\/request-logs/],
  ['lost-order-by', /^GET \/api\/virtual-keys$/],
  ['cost-rounding', /^GET \/api\//],
];

export function healthy(requests: number): Scenario {
  return { name: 'nothing', requests, faultOf: exactly(requests) };
}

export function planted(requests: number): readonly Scenario[] {
  return bugs.map(([bug, route]) => ({
    name: `the candidate has ${bug}`,
    requests,
    options: { bugs: [bug] },
    faultOf: async ({ mismatches }, { fleet }) => {
      if (mismatches === 0) return 'it was not found';
      const [hub] = fleet.hubs;
      if (hub === undefined) return 'there is no hub';
      const { findings } = await fleet.ask<FleetGate>(hub, '/api/gate');
      const strange = findings.filter((one) => !route.test(one.route));
      return strange.length === 0 ? null : `also on ${strange.map((one) => one.route).join(', ')}`;
    },
  }));
}

export function natsAway(requests: number, awayMs: number): Scenario {
  return {
    name: `NATS is killed and stays away for ${awayMs / 1000} s`,
    requests,
    faultOf: exactly(requests),
    async during({ fleet }) {
      await sleep(1_000);
      await fleet.nats.kill();
      await sleep(awayMs);
      await fleet.nats.restart();
      return '';
    },
  };
}

export function postgresAway(requests: number, awayMs: number): Scenario {
  return {
    name: `PostgreSQL is killed and stays away for ${awayMs / 1000} s`,
    requests,
    faultOf: exactly(requests),
    async during({ fleet }) {
      await sleep(1_000);
      await fleet.postgres.kill();
      await sleep(awayMs);
      await fleet.postgres.start();
      return '';
    },
  };
}

export function ownerKilled(requests: number, kills: number): Scenario {
  return {
    name: `the hub that owns the partition is killed, ${kills} times`,
    requests,
    faultOf: exactly(requests),
    async during(running, clients) {
      const takeovers: number[] = [];
      let isOver = false;
      void clients.finally(() => (isOver = true));
      while (takeovers.length < kills && !isOver) {
        takeovers.push(await killOwner(running));
      }
      const longest = Math.max(...takeovers);
      return `${takeovers.length} kills, takeover in ${(longest / 1000).toFixed(1)} s at most`;
    },
  };
}

/** @returns for how long nobody owned the partition, in milliseconds */
async function killOwner({ fleet }: ConduitFleet): Promise<number> {
  const owner = await ownerOf(fleet.hubs);
  // The other hub runs before the kill, as in a Deployment of two replicas.
  await sleep(2_000);
  await fleet.killHub(owner);
  const killedAt = performance.now();
  const starting = fleet.startHub();
  await ownerOf(fleet.hubs);
  const takenMs = performance.now() - killedAt;
  await starting;
  return takenMs;
}

/** Waits for a hub that holds a partition. */
async function ownerOf(hubs: readonly ServingParallax[]): Promise<ServingParallax> {
  for (;;) {
    for (const hub of hubs) {
      const metrics = await fetch(`http://${hub.adminAddress}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      );
      if (/^parallax_partitions_held(?:\{[^}]*\})? [1-9]/m.test(metrics)) return hub;
    }
    await sleep(50);
  }
}
