import { faultOf, type Logger, RateLimitedLog } from '../../../log.ts';
import type { Postgres } from '../../../postgres/connect.ts';
import { migrate } from '../../../postgres/migrations.ts';
import type { Comparison } from '../../../vocabulary/comparison.ts';
import { hasCode } from '../../../vocabulary/errors.ts';
import { exchangeId } from '../../../vocabulary/exchange.ts';
import { isNamable, otherRoute } from '../../route-name.ts';
import { noFaults, postgresFaultOf, storeFaultWords } from '../../store/store-fault.ts';
import type { ArchiveReader, KeptExchanges } from '../archive-reader.ts';
import {
  type ArchiveHealth,
  type ExchangeArchive,
  movedAtOnce,
  type MovedExchange,
  type Retention,
  storedRetention,
  type WaitingExchange,
  waitingMax,
} from '../exchange-archive.ts';
import type { ArchiveClock } from '../sqlite/age-clock.ts';
import { inAnyOf } from '../sqlite/guard-reader.ts';
import { type MemoryArchive, openMemoryArchive } from '../sqlite/memory-archive.ts';
import { keepExchanges } from './keep-exchanges.ts';
import { isMissingTable, isRefusedValue } from './refused-value.ts';
import { createPostgresReader } from './reader.ts';
import { enforceRetention, readRetention } from './retention.ts';

export interface ArchiveDatabaseOptions {
  readonly postgres: Postgres;
  /** Random per process or fleet; see `exchangeId`. */
  readonly instance: string;
  readonly log: Logger;
  readonly retention?: Retention;
  /** Of what is in memory. */
  readonly clock?: ArchiveClock;
  /** In [0, 1). */
  readonly random?: () => number;
}

/**
 * The archive of a fleet, in PostgreSQL: every process writes into it, and reads the exchanges of the others.
 * Exchanges that cannot be written now are kept in memory, where they can be read, and move once the database is
 * up.
 */
export class ArchiveDatabase implements ExchangeArchive {
  readonly reader: KeptExchanges;
  readonly #options: ArchiveDatabaseOptions;
  readonly #problems: RateLimitedLog;
  readonly #faults = noFaults();
  readonly #memory: MemoryArchive;
  #waiting: WaitingExchange[] = [];
  #writing: Promise<void> | null = null;
  #hasTables = false;
  #isUp = false;
  #isTroubled = false;
  #isClosed = false;
  #bytes = 0;

  constructor(options: ArchiveDatabaseOptions) {
    this.#options = options;
    this.#problems = new RateLimitedLog(options.log);
    this.#memory = openMemoryArchive(options);
    this.reader = { read: (work) => this.#read(work) };
    void this.flush();
  }

  get health(): ArchiveHealth {
    return { isUp: this.#isUp, faults: this.#faults, bytes: this.#bytes };
  }

  add(comparison: Comparison, epoch: string): void {
    if (comparison.specimen === null || this.#waiting.length >= waitingMax) return;
    const route = isNamable(comparison.route) ? comparison.route : otherRoute;
    this.#waiting.push({ comparison: { ...comparison, route }, epoch });
  }

  /** If an earlier flush still waits for the database, returns that one. */
  flush(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  /** Writes the exchanges that earlier flushes did not write. */
  async close(): Promise<void> {
    await this.#writing;
    await this.flush();
    this.#isClosed = true;
    this.#memory.database.close();
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      await this.#createTables();
      const moved: MovedExchange[] = [];
      const takeIn = (exchange: MovedExchange): void => void moved.push(exchange);
      const deleteMoved = this.#memory.archive.handOver({ takeIn }, movedAtOnce);
      await this.#keep([...moved, ...waiting.map((one) => this.#named(one))]);
      deleteMoved?.();
    } catch (error) {
      this.#remember(waiting);
      return this.#fail(error);
    }
    await this.#retain();
  }

  async #createTables(): Promise<void> {
    if (this.#hasTables) return;
    await migrate(this.#options.postgres);
    this.#hasTables = true;
  }

  #named({ comparison, epoch }: WaitingExchange): MovedExchange {
    const name = exchangeId(this.#options.instance, comparison.sequence);
    return { name, comparison, epoch, ageMs: 0 };
  }

  /** If the server refuses a value, only its exchange is lost. */
  async #keep(batch: readonly MovedExchange[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      await this.#keepTogether(batch);
    } catch (error) {
      if (!isRefusedValue(error)) throw error;
      if (batch.length === 1) return this.#count(error);
      for (const exchange of batch) await this.#keep([exchange]);
    }
  }

  #keepTogether(batch: readonly MovedExchange[]): Promise<void> {
    const { postgres, random = Math.random } = this.#options;
    return postgres.transaction((client) => keepExchanges(client, batch, random));
  }

  /** Also checks whether the database is up if there is nothing to write. */
  async #retain(): Promise<void> {
    const { postgres, retention = storedRetention, log } = this.#options;
    try {
      const { isDue, bytes } = await readRetention(postgres);
      this.#bytes = bytes;
      if (isDue) await postgres.transaction((client) => enforceRetention(client, retention));
      this.#isUp = true;
      if (this.#isTroubled) log.info('kept exchanges are saved again');
      this.#isTroubled = false;
    } catch (error) {
      this.#fail(error);
    }
  }

  #remember(waiting: readonly WaitingExchange[]): void {
    const { archive } = this.#memory;
    for (const { comparison, epoch } of waiting) archive.add(comparison, epoch);
    archive.flush();
  }

  async #read<T>(work: (reader: ArchiveReader) => Promise<T>): Promise<T> {
    const memory = this.#memory.archive;
    if (!this.#isUp) return work(memory);
    const faults: unknown[] = [];
    try {
      return await this.#options.postgres.transaction(async (client) => {
        await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
        const reader = inAnyOf([createPostgresReader(client), memory]);
        return await work(reader).catch((error: unknown) => {
          // Another error is of the work on what was read.
          if (!hasCode(error, 'archive_read')) faults.push(error);
          throw error;
        });
      });
    } catch (error) {
      // A fault of the page, not of the database.
      if (faults.length > 0) throw error;
      this.#fail(hasCode(error, 'archive_read') ? error.cause : error);
    }
    return work(memory);
  }

  #fail(error: unknown): void {
    if (isMissingTable(error)) this.#hasTables = false;
    this.#isUp = false;
    this.#isTroubled = true;
    this.#count(error);
  }

  /** The server's message and its detail can quote what was sent: only the code is logged. */
  #count(error: unknown): void {
    const fault = postgresFaultOf(error);
    this.#faults[fault] += 1;
    this.#problems.warn(
      `exchanges_${fault}`,
      { fault: faultOf(error) },
      `the database of kept exchanges is down, ${storeFaultWords[fault]}: exchanges stay in memory until it is up again`,
    );
  }
}
