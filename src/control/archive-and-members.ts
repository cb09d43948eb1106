import type { Config } from '../config/schema.ts';
import type { Logger } from '../log.ts';
import { openPostgres } from '../postgres/connect.ts';
import type { ExchangeArchive } from './archive/exchange-archive.ts';
import { openExchangeArchive } from './archive/open-archive.ts';
import { sinceBoot } from './clock-mark.ts';
import { FleetMembers } from './fleet/fleet-members.ts';
import type { Member } from './fleet/member.ts';
import { createSteadyClock } from './steady-clock.ts';

export interface ArchiveAndMembersOptions {
  readonly config: Config;
  /** See `exchangeId`. */
  readonly instance: string;
  /** The present report of this process. */
  readonly self: () => Member;
  /** The wall clock, milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Logger;
}

/** The data of pages besides the evidence: kept exchanges, and the processes on the store. */
export interface ArchiveAndMembers {
  readonly archive: ExchangeArchive;
  /** Null if the store is not shared. */
  readonly members: FleetMembers | null;
  /** Writes the new data since the last call. */
  flush(): void;
  close(): Promise<void>;
}

/** Both have their own connections: pages that read a lot must not delay the evidence. */
export function openArchiveAndMembers(options: ArchiveAndMembersOptions): ArchiveAndMembers {
  const { config, instance, self, now, log } = options;
  const postgres = config.store?.kind === 'postgres' ? openPostgres(config.store, log) : null;
  // A separate clock: that of the evidence continues from the store's mark.
  const clock = { now: createSteadyClock({ wall: now }).now, wallNow: now, sinceBoot };
  const archive = openExchangeArchive({ config, instance, log, clock }, postgres);
  const members = postgres === null ? null : new FleetMembers({ postgres, log, self });
  return {
    archive,
    members,
    flush() {
      void archive.flush();
      void members?.save();
    },
    async close() {
      const closed = archive.close();
      await members?.save();
      await closed;
      await postgres?.close();
    },
  };
}
