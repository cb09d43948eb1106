import type { Evidence } from '../../../../vocabulary/evidence.ts';
import { routeKey } from '../../../../vocabulary/evidence.ts';
import { addBlocks, type Blocks, emptySeries } from '../../../../vocabulary/paired-series.ts';
import type { Finding } from '../../../../vocabulary/verdict.ts';

/** Exchanges of a finding, block by block. */
export interface Trend {
  readonly blockMs: number;
  readonly counts: readonly number[];
}

/** Fewer blocks are not a trend. */
const blocksMin = 2;
const blocksShown = 24;

/**
 * How often findings came over time. Evidence has that by block of ten minutes, and only of exchanges that the
 * secondary answered, too, and differed in nothing there.
 *
 * @returns null if there are fewer than two blocks
 */
export function trendOf(evidence: Evidence, findings: readonly Finding[]): Trend | null {
  const sum: Blocks = emptySeries().blocks;
  for (const { area, route, field } of findings) {
    const found = evidence.routes.get(routeKey(area, route))?.fields.get(field);
    if (found !== undefined) addBlocks(sum, found.blocks);
  }
  if (sum.counts.size < blocksMin) return null;
  const last = Math.max(...sum.counts.keys());
  const first = Math.max(Math.min(...sum.counts.keys()), last - blocksShown + 1);
  const counts = Array.from(
    { length: last - first + 1 },
    (_, at) => sum.counts.get(first + at)?.candidateOnly ?? 0,
  );
  return { blockMs: sum.lengthMs, counts };
}
