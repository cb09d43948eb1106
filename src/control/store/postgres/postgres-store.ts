import { faultOf, type Logger, RateLimitedLog } from '../../../log.ts';
import type { Postgres } from '../../../postgres/connect.ts';
import { migrate } from '../../../postgres/migrations.ts';
import { hasCode, ParallaxError } from '../../../vocabulary/errors.ts';
import type { Evidence } from '../../../vocabulary/evidence.ts';
import type { OperatorRecords } from '../../gate/operator-log.ts';
import type { MakeCommitPart } from '../commit-part.ts';
import type { FleetNews, Restored, SharedStore, Store, StoreHealth, Unsaved } from '../store.ts';
import { noFaults, postgresFaultOf, storeFaultWords } from '../store-fault.ts';
import { EpochLedger } from './epoch-ledger.ts';
import type { EpochList } from './epoch-rows.ts';
import { EpochViewer } from './epoch-viewer.ts';
import { OperatorList } from './operator-list.ts';
import { registerProcess } from './process-row.ts';
import { type FleetRead, readBytes, readFleet } from './read-fleet.ts';
import { type Save, writeSave, type Written } from './write-save.ts';

interface PostgresStoreOptions {
  readonly postgres: Postgres;
  /** Random per process. */
  readonly instance: string;
  readonly log: Logger;
  readonly makePart?: MakeCommitPart | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

const noList: EpochList = { turn: '0', current: null, epochs: [], ids: new Map() };
const bytesEveryMs = 60_000;

/**
 * A store in PostgreSQL, which several processes share. Each adds its counts, and adds the counts of the others
 * to its memory. A save takes the unsaved counts of one moment and is written while counting continues; one save
 * runs at a time. Faults are logged, counted and tried again; counts stay in memory meanwhile.
 */
export class PostgresStore implements Store {
  readonly #options: PostgresStoreOptions;
  readonly #postgres: Postgres;
  readonly #problems: RateLimitedLog;
  readonly #now: () => number;
  readonly #faults = noFaults();
  readonly #records = new OperatorList();
  readonly #ledgers = new Map<string, EpochLedger>();
  readonly #viewer: EpochViewer;
  #listener: ((news: FleetNews) => void) | null = null;
  #list = noList;
  #recordsSince = '0';
  #saves = 0;
  #isUp = false;
  #isTroubled = false;
  #lastSavedMs: number | null = null;
  #bytes = 0;
  #bytesReadAtMs = Number.NEGATIVE_INFINITY;
  /** The rows read at the last connect, until they are taken. */
  #restored: Restored | null = null;
  #isRestored = false;
  /** A save that may have been kept: the answer to its COMMIT did not come. */
  #unknown: {
    readonly save: Save;
    readonly written: Written;
    readonly onSaved: () => void;
  } | null = null;
  #isTurnRefused = false;
  #running: Promise<void> | null = null;

  constructor(options: PostgresStoreOptions) {
    this.#options = options;
    this.#postgres = options.postgres;
    this.#problems = new RateLimitedLog(options.log);
    this.#now = options.now ?? Date.now;
    this.#viewer = new EpochViewer(options.postgres);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get health(): StoreHealth {
    return { faults: this.#faults, bytes: this.#bytes, lastSavedMs: this.#lastSavedMs };
  }

  readonly operatorRecords: OperatorRecords = {
    all: () => this.#records.all(),
    append: (record) => this.#records.append(record),
  };

  readonly shared: SharedStore = {
    onNews: (listener) => {
      this.#listener = listener;
    },
    lookAt: (key) => this.#ledgers.get(key)?.evidence() ?? this.#viewer.evidenceOf(key),
    unsavedOf: (key, evidence) => this.#ledgers.get(key)?.unsavedOf(evidence) ?? evidence,
    settled: async () => {
      await this.#running;
    },
  };

  restore(): Restored | null {
    const restored = this.#restored;
    if (restored === null) {
      this.#run(() => this.#connect());
      return null;
    }
    this.#restored = null;
    this.#isRestored = true;
    this.#isUp = true;
    if (this.#isTroubled) this.#options.log.info('the store is up again');
    this.#isTroubled = false;
    return restored;
  }

  evidenceOf(key: string): Evidence | null {
    return this.#ledgers.get(key)?.evidence() ?? null;
  }

  save(unsaved: Unsaved, onSaved: () => void): boolean {
    if (!this.#isUp || this.#running !== null) return false;
    const save = this.#take(unsaved);
    this.#run(async () => {
      await this.#write(save, onSaved);
      await this.#read();
    });
    return true;
  }

  async close(): Promise<void> {
    await this.#running;
    this.#isUp = false;
    await this.#postgres.close();
  }

  #take({ epochs, current, inMemory, mark, clock }: Unsaved): Save {
    const kept = new Set(inMemory.map(({ epoch }) => epoch.key).concat(this.#list.current ?? []));
    for (const key of this.#ledgers.keys()) if (!kept.has(key)) this.#ledgers.delete(key);
    const growth = new Map(
      inMemory.map((one) => [one.epoch.key, this.#ledgerOf(one.epoch.key).take(one)]),
    );
    const { makePart } = this.#options;
    const part = makePart === undefined ? null : makePart();
    const number = this.#saves + 1;
    return { number, epochs, current, growth, records: this.#records.unsaved, mark, clock, part };
  }

  #ledgerOf(key: string): EpochLedger {
    const known = this.#ledgers.get(key) ?? new EpochLedger(key);
    this.#ledgers.set(key, known);
    return known;
  }

  async #write(save: Save, onSaved: () => void): Promise<void> {
    const { instance } = this.#options;
    let written: Written | null = null;
    try {
      await this.#postgres.transaction(async (client) => {
        written = await writeSave(client, instance, save, this.#list);
      });
    } catch (error) {
      if (hasCode(error, 'postgres_commit_unknown') && written !== null) {
        this.#unknown = { save, written, onSaved };
        throw error;
      }
      if (hasCode(error, 'store_turn_refused')) {
        // The next read reports the list of the others, and the next save contains these counts.
        this.#isTurnRefused = true;
        this.#refuse(save, error);
        return;
      }
      const refused = hasCode(error, 'store_part_refused') ? error.cause : null;
      this.#refuse(save, refused ?? error);
      if (refused === null) throw error;
      const details = { fault: faultOf(refused) };
      this.#problems.warn('store_part', details, 'a part of a save was refused: nothing is saved');
      return;
    }
    if (written !== null) this.#commit(save, written, onSaved);
  }

  #commit(save: Save, written: Written, onSaved: () => void): void {
    this.#saves = save.number;
    this.#lastSavedMs = this.#now();
    for (const key of save.growth.keys()) this.#ledgers.get(key)?.committed();
    this.#isTurnRefused = written.isTurnRefused;
    this.#records.saved(written.records);
    save.part?.committed();
    onSaved();
  }

  #refuse(save: Save, error: unknown): void {
    for (const key of save.growth.keys()) this.#ledgers.get(key)?.refused();
    save.part?.refused(error);
  }

  /** Reads and reports the changes of other processes. */
  async #read(): Promise<void> {
    const since = new Map([...this.#ledgers].map(([key, ledger]) => [key, ledger.since]));
    const recordsSince = this.#recordsSince;
    const read = await readFleet(this.#postgres, { since, recordsSince, alsoCurrent: true });
    const news = this.#note(read);
    if (this.#isRestored) this.#listener?.(news);
    if (this.#now() - this.#bytesReadAtMs < bytesEveryMs) return;
    this.#bytesReadAtMs = this.#now();
    this.#bytes = await readBytes(this.#postgres);
  }

  #note({ horizon, list, totals, proofs, records }: FleetRead): FleetNews {
    const before = this.#list;
    this.#list = list;
    this.#recordsSince = horizon;
    if (list.current !== null) this.#ledgerOf(list.current);
    const evidence = [...this.#ledgers.values()].flatMap((ledger) => {
      const id = list.ids.get(ledger.key);
      if (id === undefined) return [];
      ledger.since = horizon;
      return [
        ledger.note(
          totals.filter(({ epochId }) => epochId === id),
          proofs.filter(({ epochId }) => epochId === id),
        ),
      ];
    });
    const isTurned = (list.turn !== before.turn || this.#isTurnRefused) && list.current !== null;
    this.#isTurnRefused = false;
    const turn = isTurned
      ? { epochs: list.epochs, current: list.current ?? '', before: before.epochs }
      : null;
    return { turn, evidence, records: this.#records.note(records) };
  }

  /** Connects, at first and after a fault, and checks whether a save without an answer was kept. */
  async #connect(): Promise<void> {
    const { instance } = this.#options;
    await migrate(this.#postgres);
    const row = await this.#postgres.transaction((client) => registerProcess(client, instance));
    this.#saves = row.saves;
    const unknown = this.#unknown;
    this.#unknown = null;
    if (unknown !== null) {
      const { save, written, onSaved } = unknown;
      if (row.saves >= save.number) this.#commit(save, written, onSaved);
      else this.#refuse(save, new ParallaxError('store_not_saved', 'the connection was lost'));
    }
    // It may be another database, or one from a backup.
    for (const ledger of this.#ledgers.values()) ledger.since = '0';
    this.#recordsSince = '0';
    await this.#read();
    const { epochs, current } = this.#list;
    this.#restored = { epochs, current, mark: row.mark, clock: row.clock };
  }

  /** Runs one thing at a time. A failure is logged, and the store is down until it is connected again. */
  #run(work: () => Promise<void>): void {
    if (this.#running !== null) return;
    this.#running = work()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#running = null;
      });
  }

  #fail(error: unknown): void {
    const fault = postgresFaultOf(error);
    this.#isUp = false;
    this.#isTroubled = true;
    this.#faults[fault] += 1;
    this.#problems.warn(
      `store_${fault}`,
      { fault: faultOf(error), code: codeOf(error) },
      `the store is down, ${storeFaultWords[fault]}: evidence is kept in memory until it is up again`,
    );
  }
}

/** The code of the server or the system, where Parallax has wrapped its error. */
function codeOf(error: unknown): string | undefined {
  const { cause, code } = error as {
    readonly cause?: { readonly code?: string };
    readonly code?: string;
  };
  return cause?.code ?? code;
}
