import type { KeptExchanges } from '../../../archive/archive-reader.ts';
import type { FindingGroup } from './group-findings.ts';
import { summariseValues, type ValueSummary } from './value-summary.ts';

/** What the archive adds to a group: nothing of it, if nothing was kept. */
export interface FindingDetails {
  /** Milliseconds since 1970. */
  readonly firstSeenMs: number | null;
  /** The name of its newest kept exchange. */
  readonly example: string | null;
  readonly values: ValueSummary | null;
}

/** Each route is a read, so that the page of a candidate that breaks all routes stays cheap. */
const routesRead = 5;
const pairsRead = 50;

/** @param epoch the one that kept exchanges belong to */
export async function readDetails(
  archive: KeptExchanges,
  epoch: string,
  groups: readonly FindingGroup[],
): Promise<readonly FindingDetails[]> {
  if (groups.length === 0) return [];
  return await archive.read(async (kept) => {
    const details: FindingDetails[] = [];
    for (const { routes, fields, findings } of groups) {
      const examples = [];
      for (const route of routes.slice(0, routesRead)) {
        examples.push(...(await kept.examples({ epoch, route }, fields)));
      }
      const [largest] = findings;
      const pairs =
        largest === undefined
          ? []
          : await kept.valuePairs({ epoch, route: largest.route, field: largest.field }, pairsRead);
      const newest = examples
        .filter((one) => one.newest !== null)
        .toSorted((a, b) => b.lastMs - a.lastMs)[0];
      details.push({
        firstSeenMs: examples.length === 0 ? null : Math.min(...examples.map((one) => one.firstMs)),
        example: newest?.newest ?? null,
        values: summariseValues(pairs),
      });
    }
    return details;
  });
}
