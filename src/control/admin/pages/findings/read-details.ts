import type { DifferenceKind } from '../../../../vocabulary/difference.ts';
import type { KeptExchanges } from '../../../archive/archive-reader.ts';
import { pairsOf } from '../field/field-places.ts';
import type { FindingGroup } from './group-findings.ts';
import { summariseValues, type ValueSummary } from './value-summary.ts';

/** The data of the archive about a group; empty if nothing was kept. */
export interface FindingDetails {
  /** Milliseconds since 1970. */
  readonly firstSeenMs: number | null;
  /** The name of its newest kept exchange. */
  readonly example: string | null;
  readonly values: ValueSummary | null;
}

/** Each route is a read, so that the page of a candidate that breaks all routes stays cheap. */
const routesRead = 5;
const placesRead = 8;
const pairsRead = 200;

/** @param epoch the one that kept exchanges belong to */
export async function readDetails(
  archive: KeptExchanges,
  epoch: string,
  groups: readonly FindingGroup[],
): Promise<readonly FindingDetails[]> {
  if (groups.length === 0) return [];
  return await archive.read(async (kept) => {
    const details: FindingDetails[] = [];
    for (const { kind, routes, fields, findings } of groups) {
      const examples = [];
      for (const route of routes.slice(0, routesRead)) {
        examples.push(...(await kept.examples({ epoch, route }, fields)));
      }
      const places = findings
        .slice(0, placesRead)
        .map(({ route, field }) => ({ epoch, route, field }));
      const pairs = isOfOrder(kind) ? [] : await pairsOf(kept, places, pairsRead);
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

/** Its values are whole arrays, whose first characters are not useful. */
function isOfOrder(kind: DifferenceKind): boolean {
  return kind === 'reordered' || kind === 'moved';
}
