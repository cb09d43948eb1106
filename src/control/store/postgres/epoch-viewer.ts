import type { Postgres } from '../../../postgres/connect.ts';
import type { Evidence } from '../../../vocabulary/evidence.ts';
import { EpochLedger } from './epoch-ledger.ts';
import { readFleet } from './read-fleet.ts';

/** The evidence that is shown may be this old: an epoch that is over seldom changes. */
const freshMs = 10_000;

/** Reads the evidence of an epoch that a page shows and that is not in memory. Keeps one at a time. */
export class EpochViewer {
  readonly #postgres: Postgres;
  #kept: { readonly key: string; readonly evidence: Evidence; readonly atMs: number } | null = null;
  #reading: string | null = null;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  /** @returns null until it has been read; call again then */
  evidenceOf(key: string): Evidence | null {
    const kept = this.#kept?.key === key ? this.#kept : null;
    if (kept === null || performance.now() - kept.atMs > freshMs) void this.#read(key);
    return kept?.evidence ?? null;
  }

  async #read(key: string): Promise<void> {
    if (this.#reading === key) return;
    this.#reading = key;
    try {
      const since = new Map([[key, '0']]);
      const { list, totals, proofs } = await readFleet(this.#postgres, {
        since,
        recordsSince: noRecords,
        alsoCurrent: false,
      });
      const id = list.ids.get(key);
      if (id === undefined) return;
      const ledger = new EpochLedger(key);
      ledger.note(
        totals.filter(({ epochId }) => epochId === id),
        proofs.filter(({ epochId }) => epochId === id),
      );
      this.#kept = { key, evidence: ledger.evidence(), atMs: performance.now() };
    } catch {
      // The store itself finds that it is down.
    } finally {
      this.#reading = null;
    }
  }
}

/** The greatest number of a transaction. */
const noRecords = '18446744073709551615';
