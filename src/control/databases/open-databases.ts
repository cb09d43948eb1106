import type { Config } from '../../config/schema.ts';
import { type DatabaseConfig, isSameDatabase } from '../../config/database-schema.ts';
import type { Logger } from '../../log.ts';
import { openPostgres } from '../../postgres/connect.ts';
import type { Comparison } from '../../vocabulary/comparison.ts';
import type { KeptEvidence } from '../evidence/kept-evidence.ts';
import type { FleetMembers } from '../fleet/fleet-members.ts';
import type { DatabasesStanding } from './both-databases.ts';
import { createDatabaseSampler } from './database-sampler.ts';
import { databaseReader } from './read-database.ts';

export interface OpenDatabasesOptions {
  readonly config: Pick<Config, 'primary' | 'candidate' | 'secondary'>;
  /** The length of the judged blocks of time; null if nothing is judged. */
  readonly lengthMs: number | null;
  readonly evidence: KeptEvidence;
  readonly isOwn: () => Promise<boolean>;
  readonly now: () => number;
  readonly log: Logger;
}

/** The databases of both deployments, which are read at intervals. */
export interface Databases {
  note(comparison: Comparison): void;
  readonly standing: DatabasesStanding;
  close(): Promise<void>;
}

/** @returns null where the config has none */
export function openDatabases(options: OpenDatabasesOptions): Databases | null {
  const { config, lengthMs, evidence, isOwn, now, log } = options;
  const { database: primary } = config.primary;
  const { database: candidate } = config.candidate;
  if (primary === undefined || candidate === undefined) return null;
  const isShared = isSameDatabase(primary.url, candidate.url);
  const open = (one: DatabaseConfig) => {
    const postgres = openPostgres(one, log, { readOnly: true });
    const read = databaseReader({ postgres, role: one.role ?? null, isShared });
    return { postgres, read };
  };
  const opened = { primary: open(primary), candidate: open(candidate) };
  const everyMs = Math.max(primary.everyMs, candidate.everyMs);
  const sampler = createDatabaseSampler({
    primary: opened.primary.read,
    candidate: opened.candidate.read,
    asksPrimaryAgain: config.secondary?.kind === 'self',
    evidence,
    isOwn,
    everyMs,
    lengthMs,
    log,
    now,
  });
  const sampling = setInterval(() => void sampler.sample(), everyMs).unref();
  void sampler.sample();
  return {
    note: (comparison) => sampler.note(comparison),
    get standing() {
      return sampler.standing;
    },
    async close() {
      clearInterval(sampling);
      await Promise.all([opened.primary.postgres.close(), opened.candidate.postgres.close()]);
    },
  };
}

/** Of several `parallax run` on one store, the one with the first name reads the databases. */
export async function isFirstOf(members: Pick<FleetMembers, 'read'> | null, instance: string) {
  if (members === null) return true;
  const { members: all } = await members.read();
  return all.every(({ role, isAway, instance: other }) => {
    return role !== 'run' || isAway || other >= instance;
  });
}
