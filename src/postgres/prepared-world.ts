import { setTimeout as sleep } from 'node:timers/promises';
import { type FleetConfig, partitionsOf } from '../config/fleet-schema.ts';
import { faultOf, type Logger, RateLimitedLog } from '../log.ts';
import { hasCode, ParallaxError } from '../vocabulary/errors.ts';
import type { Postgres } from './connect.ts';
import { addPartitions } from './leases.ts';
import { migrate } from './migrations.ts';
import { worldInstance } from './world.ts';

const retryMs = 1_000;

/**
 * Migrates the database, and adds the partitions of a fleet. Tries again until PostgreSQL is available.
 *
 * @returns the name of the fleet's world
 * @throws `store_later_version`; `store_other_fleet`; `postgres_password`
 */
export async function preparedWorld(
  postgres: Postgres,
  fleet: FleetConfig,
  log: Logger,
): Promise<string> {
  const problems = new RateLimitedLog(log);
  for (;;) {
    try {
      await migrate(postgres);
      await addPartitions(postgres, partitionsOf(fleet));
      return await worldInstance(postgres, fleet.name);
    } catch (error) {
      // Each step can be repeated, so a lost answer to COMMIT is no reason to end.
      const isLost = hasCode(error, 'postgres_commit_unknown');
      if (error instanceof ParallaxError && !isLost) throw error;
      problems.warn('postgres', { fault: faultOf(error) }, 'PostgreSQL cannot be used yet');
      await sleep(retryMs);
    }
  }
}
