import { isDeepStrictEqual } from 'node:util';
import type { DatabasesStanding } from './both-databases.ts';
import { type Databases, openDatabases, type OpenDatabasesOptions } from './open-databases.ts';

type DatabasesInConfig = OpenDatabasesOptions['config'];

/** The databases of the config in force. */
export interface FollowedDatabases {
  /** Null where the config has none. */
  readonly current: Databases | null;
  readonly standing: DatabasesStanding | null;
  /** Another config is in force. */
  follow(config: DatabasesInConfig, lengthMs: number | null): void;
  close(): Promise<void>;
}

/** Opens the databases of a config, and others once a config names others. */
export function followDatabases(
  options: Omit<OpenDatabasesOptions, 'config' | 'lengthMs'>,
): FollowedDatabases {
  let current: Databases | null = null;
  let named: unknown = null;
  let closed = Promise.resolve();
  const leave = (): void => {
    const left = current;
    closed = closed.then(() => left?.close());
    current = null;
  };
  return {
    get current() {
      return current;
    },
    get standing() {
      return current?.standing ?? null;
    },
    follow(config, lengthMs) {
      const { primary, candidate, secondary } = config;
      const next = [primary.database, candidate.database, secondary?.kind, lengthMs];
      if (isDeepStrictEqual(next, named)) return;
      named = next;
      leave();
      current = openDatabases({ ...options, config, lengthMs });
    },
    close() {
      leave();
      return closed;
    },
  };
}
