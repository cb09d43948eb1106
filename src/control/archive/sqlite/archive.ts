import type { DatabaseSync } from 'node:sqlite';
import type { Comparison } from '../../../vocabulary/comparison.ts';
import { exchangeId } from '../../../vocabulary/exchange.ts';
import { isNamable, otherRoute } from '../../route-name.ts';
import { unpackContent } from '../exchange-content.ts';
import { createExchangeKeeper } from './exchange-keeper.ts';
import { type ArchiveClock, openAgeClock } from './age-clock.ts';
import type { ArchiveReader } from '../archive-reader.ts';
import {
  type MovedExchange,
  type Retention,
  type WaitingExchange,
  waitingMax,
} from '../exchange-archive.ts';
import { createArchiveReader } from './reader.ts';
import { enforceRetention } from './retention.ts';
import { createArchiveTables } from './tables.ts';

/** Mismatching exchanges that were kept for people to look at. */
export interface Archive extends ArchiveReader {
  /**
   * Takes an exchange that has a specimen; it is written with the next flush.
   *
   * @param epoch the epoch its evidence belongs to
   */
  add(comparison: Comparison, epoch: string): void;
  /**
   * Writes the added exchanges, and deletes those that are too old or too many. Call it in a transaction.
   *
   * @throws the errors of the database; nothing that was added is lost then
   */
  flush(): void;
  /** Removes and returns the exchanges that wait to be written, for another archive to write. */
  takeWaiting(): readonly WaitingExchange[];
  /** Adds an exchange from another archive. Call it in a transaction. */
  takeIn(exchange: MovedExchange): void;
  /**
   * Copies the oldest exchanges of this archive to another one.
   *
   * @returns a function that deletes them here, to be called once the other archive has saved them; null if none is left
   */
  handOver(to: Pick<Archive, 'takeIn'>, limit: number): (() => void) | null;
}

export interface ArchiveOptions {
  readonly database: DatabaseSync;
  /** Random per process; see `exchangeId`. */
  readonly instance: string;
  readonly retention: Retention;
  readonly clock?: ArchiveClock;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** @throws what the database throws where it cannot be written */
export function openArchive(options: ArchiveOptions): Archive {
  const {
    database,
    instance,
    retention,
    clock = { now: Date.now, wallNow: Date.now },
    random = Math.random,
  } = options;
  createArchiveTables(database);
  const age = openAgeClock(database, clock);
  const keeper = createExchangeKeeper(database, random);
  const firstKept = database.prepare('SELECT * FROM exchange ORDER BY id LIMIT ?');
  const deleteExchange = database.prepare('DELETE FROM exchange WHERE id = ?');
  let waiting: WaitingExchange[] = [];

  return {
    ...createArchiveReader(database),
    add(comparison, epoch) {
      if (comparison.specimen === null || waiting.length >= waitingMax) return;
      const route = isNamable(comparison.route) ? comparison.route : otherRoute;
      waiting.push({ comparison: { ...comparison, route }, epoch });
    },
    flush() {
      const nowMs = age.now();
      for (const { comparison, epoch } of waiting) {
        keeper.keep(exchangeId(instance, comparison.sequence), comparison, epoch, nowMs);
      }
      enforceRetention(database, retention, nowMs);
      age.save();
      waiting = [];
    },
    takeWaiting() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
    takeIn({ name, comparison, epoch, ageMs }) {
      keeper.keep(name, comparison, epoch, age.now() - ageMs);
    },
    handOver(to, limit) {
      const rows = firstKept.all(limit);
      if (rows.length === 0) return null;
      for (const { name, content, epoch, kept_ms: keptMs } of rows) {
        const comparison = unpackContent(content as Uint8Array);
        // The other archive could not read it either.
        if (comparison === null) continue;
        const ageMs = age.now() - Number(keptMs);
        to.takeIn({ name: String(name), comparison, epoch: String(epoch), ageMs });
      }
      return () => {
        for (const { id } of rows) deleteExchange.run(id ?? null);
      };
    },
  };
}
