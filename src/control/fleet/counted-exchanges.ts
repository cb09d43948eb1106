import { addCounted } from '../../postgres/claims.ts';
import type { PostgresClient } from '../../postgres/connect.ts';
import { type HeldLease, lostLeases } from '../../postgres/leases.ts';
import type { Committed } from '../../transport/worker-message.ts';
import type { Tenure } from '../../vocabulary/tenure.ts';
import type { CommitPart } from '../store/commit-part.ts';
import { LeaseLostError } from './lease-lost.ts';

export interface CountedExchangesOptions {
  /** The name of this hub. */
  readonly owner: string;
  /** The leases that are held now. */
  readonly tenures: readonly Tenure[];
  readonly onCommitted: (commit: Committed) => void;
  /** Called after each save, also of nothing: everything that was counted this long ago is saved. */
  readonly onSaved: (countedMsAgo: number) => void;
  /**
   * Another hub owns the partition of this tenure. Unsaved counts must not be saved any more: this plane must be
   * restarted.
   */
  readonly onFenced: (tenure: number) => void;
}

/**
 * Which exchanges are counted: their sequences are saved with the evidence, in one transaction, and only while
 * this hub holds their partitions. So each is in the evidence exactly once.
 */
export class CountedExchanges {
  readonly #options: CountedExchangesOptions;
  readonly #held = new Map<number, Tenure>();
  /** Counted since the last save, also under tenures that have ended: their counts are in memory. */
  #unsaved = new Map<Tenure, number[]>();

  constructor(options: CountedExchangesOptions) {
    this.#options = options;
    for (const tenure of options.tenures) this.begin(tenure);
  }

  begin(tenure: Tenure): void {
    if (!this.#held.has(tenure.tenure)) this.#held.set(tenure.tenure, tenure);
  }

  end(tenure: number): void {
    this.#held.delete(tenure);
  }

  isHeld(tenure: number): boolean {
    return this.#held.has(tenure);
  }

  /** The tenure under which a partition is held; null if it is not held. */
  tenureOf(partition: number): number | null {
    for (const one of this.#held.values()) if (one.partition === partition) return one.tenure;
    return null;
  }

  /** An exchange was counted. */
  note(tenure: number, sequence: number): void {
    const held = this.#held.get(tenure);
    if (held === undefined) return;
    const sequences = this.#unsaved.get(held);
    if (sequences === undefined) this.#unsaved.set(held, [sequence]);
    else sequences.push(sequence);
  }

  /** Another count of this tenure, which must be saved only while the tenure is held. */
  touch(tenure: number): void {
    const held = this.#held.get(tenure);
    if (held !== undefined && !this.#unsaved.has(held)) this.#unsaved.set(held, []);
  }

  /** Makes the part of the next save: all counts until now. */
  makePart(): CommitPart {
    const taken = this.#unsaved;
    const takenAt = performance.now();
    this.#unsaved = new Map();
    let commits: Committed[] = [];
    return {
      statements: async (client) => {
        commits = [];
        for (const [tenure, sequences] of taken) {
          if (sequences.length === 0) continue;
          const commit = await addCounted(client, tenure.partition, sequences);
          commits.push({ tenure: tenure.tenure, commit, sequences });
        }
        await this.#fence(client, [...taken.keys()]);
      },
      committed: () => {
        commits.forEach((commit) => this.#options.onCommitted(commit));
        this.#options.onSaved(performance.now() - takenAt);
      },
      refused: (error) => {
        this.#takeBack(taken);
        const lost = lossIn(error);
        if (lost !== null) this.#onLost(lost, [...taken.keys()]);
      },
    };
  }

  async #fence(client: PostgresClient, tenures: readonly Tenure[]): Promise<void> {
    if (tenures.length === 0) return;
    const lost = await lostLeases(
      client,
      tenures.map((tenure) => this.#lease(tenure)),
    );
    if (lost.length > 0) throw new LeaseLostError(lost);
  }

  #lease({ partition, term }: Tenure): HeldLease {
    return { partition, owner: this.#options.owner, term };
  }

  #takeBack(taken: ReadonlyMap<Tenure, number[]>): void {
    const since = this.#unsaved;
    this.#unsaved = new Map(taken);
    for (const [tenure, sequences] of since) {
      this.#unsaved.set(tenure, [...(taken.get(tenure) ?? []), ...sequences]);
    }
  }

  #onLost({ leases }: LeaseLostError, tenures: readonly Tenure[]): void {
    for (const { tenure, partition, term } of tenures) {
      const isLost = leases.some((one) => one.partition === partition && one.term === term);
      if (isLost) this.#options.onFenced(tenure);
    }
  }
}

/** The store wraps the errors of a part of a save. */
function lossIn(error: unknown): LeaseLostError | null {
  if (error instanceof LeaseLostError) return error;
  return error instanceof Error && error.cause instanceof LeaseLostError ? error.cause : null;
}
