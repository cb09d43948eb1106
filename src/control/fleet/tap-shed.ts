import type { PostgresClient } from '../../postgres/connect.ts';
import type { CommitPart } from '../store/commit-part.ts';

/** The exchanges that a tap has shed since its start, by reason, as the tap reports them. */
type ShedTotals = Readonly<Record<string, number>>;

export interface TapShedOptions {
  /** The totals of a tap that are in the saved evidence. @throws if PostgreSQL cannot be asked */
  readonly savedOf: (tap: string) => Promise<ShedTotals>;
  /** Adds the exchanges that were shed since `before` to the evidence. */
  readonly onMore: (tenure: number, shed: ShedTotals, before: ShedTotals) => void;
}

/**
 * Counts the exchanges that the taps of a fleet have shed, exactly once. With the evidence, it saves which totals
 * of each tap are in it. Only the owner of the first partition gets these totals.
 */
export class TapShed {
  readonly #options: TapShedOptions;
  /** Of the first partition. */
  #tenure: number | null = null;
  /** Totals that are in the evidence, at least in memory. */
  readonly #counted = new Map<string, ShedTotals>();
  readonly #latest = new Map<string, ShedTotals>();
  readonly #asking = new Set<string>();
  #unsaved = new Map<string, ShedTotals>();

  constructor(options: TapShedOptions) {
    this.#options = options;
  }

  /** @param tenure of the first partition; under a new one, other hubs may have saved totals meanwhile */
  note(tenure: number, tap: string, shed: ShedTotals): void {
    if (tenure !== this.#tenure) {
      this.#tenure = tenure;
      for (const one of [this.#counted, this.#latest, this.#asking]) one.clear();
    }
    this.#latest.set(tap, shed);
    if (this.#counted.has(tap)) this.#count(tenure, tap, shed);
    else void this.#ask(tenure, tap);
  }

  makePart(): CommitPart {
    const taken = this.#unsaved;
    this.#unsaved = new Map();
    return {
      statements: (client) => saveShed(client, taken),
      committed: () => undefined,
      refused: () => {
        this.#unsaved = new Map([...taken, ...this.#unsaved]);
      },
    };
  }

  async #ask(tenure: number, tap: string): Promise<void> {
    if (this.#asking.has(tap)) return;
    this.#asking.add(tap);
    const saved = await this.#options.savedOf(tap).catch(() => null);
    if (tenure !== this.#tenure) return;
    this.#asking.delete(tap);
    const latest = this.#latest.get(tap);
    // The next totals of this tap try again.
    if (saved === null || latest === undefined) return;
    this.#counted.set(tap, saved);
    this.#count(tenure, tap, latest);
  }

  #count(tenure: number, tap: string, shed: ShedTotals): void {
    const before = this.#counted.get(tap) ?? {};
    const isMore = Object.entries(shed).some(([reason, count]) => count > (before[reason] ?? 0));
    if (!isMore) return;
    this.#options.onMore(tenure, shed, before);
    this.#counted.set(tap, shed);
    this.#unsaved.set(tap, shed);
  }
}

async function saveShed(
  client: PostgresClient,
  totals: ReadonlyMap<string, ShedTotals>,
): Promise<void> {
  if (totals.size === 0) return;
  await client.query(
    `UPDATE parallax.taps SET shed = saved.shed, seen_at = now()
     FROM (SELECT unnest($1::text[]) AS instance, unnest($2::jsonb[]) AS shed) AS saved
     WHERE taps.instance = saved.instance`,
    [[...totals.keys()], [...totals.values()].map((shed) => JSON.stringify(shed))],
  );
}
