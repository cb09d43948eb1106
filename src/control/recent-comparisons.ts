import { type Comparison, type Outcome, outcomes } from '../vocabulary/comparison.ts';

/** A filter of comparisons; null matches all. */
export interface ComparisonFilter {
  readonly outcome: Outcome | null;
  readonly route: string | null;
  readonly limit: number;
}

interface Kept {
  readonly arrival: number;
  readonly bytes: number;
  readonly comparison: Comparison;
}

interface Shelf {
  readonly kept: Kept[];
  bytes: number;
}

/** How many are kept of each outcome: failures matter more than matches. */
const keptMax: Readonly<Record<Outcome, number>> = {
  match: 100,
  mismatch: 500,
  noise: 100,
  candidate_error: 500,
  primary_error: 500,
  skipped: 100,
  cascade: 500,
  racy: 500,
};
/** The bytes for each outcome, so that a few comparisons with long values cannot fill the memory. */
const shelfBytesMax = 8 * 1024 * 1024;

/** The latest comparisons, kept apart by outcome so that a rare one is not crowded out. */
export class RecentComparisons {
  readonly #shelves = new Map<Outcome, Shelf>(
    outcomes.map((outcome) => [outcome, { kept: [], bytes: 0 }]),
  );
  #arrivals = 0;

  add(comparison: Comparison): void {
    const shelf = this.#shelves.get(comparison.outcome);
    if (shelf === undefined) return;
    this.#arrivals += 1;
    const bytes = bytesOf(comparison);
    shelf.kept.push({ arrival: this.#arrivals, bytes, comparison });
    shelf.bytes += bytes;
    while (shelf.kept.length > keptMax[comparison.outcome] || shelf.bytes > shelfBytesMax) {
      shelf.bytes -= shelf.kept.shift()?.bytes ?? 0;
    }
  }

  /** The newest first, in the order in which they were compared. */
  latest({ outcome, route, limit }: ComparisonFilter): readonly Comparison[] {
    return [...this.#shelves]
      .filter(([shelfOutcome]) => outcome === null || shelfOutcome === outcome)
      .flatMap(([, shelf]) => shelf.kept)
      .filter(({ comparison }) => route === null || comparison.route === route)
      .sort((a, b) => b.arrival - a.arrival)
      .slice(0, limit)
      .map(({ comparison }) => comparison);
  }
}

/** The approximate size of a comparison: two bytes a character, and the objects around them. */
function bytesOf({ route, differences, translated }: Comparison): number {
  let bytes = 500 + 2 * route.length;
  for (const { place, label } of translated) bytes += 100 + 2 * (place.length + label.length);
  for (const { path, template, primary, candidate, shape } of differences) {
    const values = [primary, candidate, shape].reduce((sum, text) => sum + (text?.length ?? 0), 0);
    const chars = path.length + template.length + values;
    bytes += 200 + 2 * chars;
  }
  return bytes;
}
