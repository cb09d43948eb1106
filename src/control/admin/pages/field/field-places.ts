import type {
  ArchiveReader,
  FieldPlace,
  KeptExchange,
  SeenTimes,
  ValuePair,
} from '../../../archive/archive-reader.ts';
import type { Evidence } from '../../../../vocabulary/evidence.ts';

/** The most places on the page of a change. */
const placesMax = 40;

export interface PlacesAsked {
  readonly epoch: string;
  readonly fields: readonly string[];
  /** Null for every route on which one of the fields was found to differ. */
  readonly route: string | null;
}

/**
 * The places where the fields differ, in the kept exchanges of an epoch or in its evidence: a difference can count
 * although none of its exchanges is kept.
 */
export async function placesOf(
  kept: ArchiveReader,
  evidence: Evidence | null,
  { epoch, fields, route }: PlacesAsked,
): Promise<readonly FieldPlace[]> {
  const places: FieldPlace[] = [];
  for (const field of new Set(fields)) {
    const routes = new Set([
      ...(await kept.routesWith({ epoch, field })),
      ...routesInEvidence(evidence, field),
    ]);
    for (const one of routes) {
      if (route === null || route === one) places.push({ epoch, route: one, field });
    }
  }
  return places.slice(0, placesMax);
}

function routesInEvidence(evidence: Evidence | null, field: string): readonly string[] {
  const routes = [...(evidence?.routes.values() ?? [])];
  // Where only the secondary differs, the candidate does not.
  return routes
    .filter(({ fields }) => (fields.get(field)?.differing ?? 0) > 0)
    .map(({ route }) => route);
}

/** The newest exchanges of all places, each once. */
export async function examplesOf(
  kept: ArchiveReader,
  places: readonly FieldPlace[],
  limit: number,
): Promise<readonly KeptExchange[]> {
  const byName = new Map<string, KeptExchange>();
  for (const place of places) {
    for (const one of await kept.list({ ...place, limit })) byName.set(one.name, one);
  }
  return [...byName.values()].toSorted((a, b) => b.atMs - a.atMs).slice(0, limit);
}

/** The value pairs of all places, added up; the most frequent first. */
export async function pairsOf(
  kept: ArchiveReader,
  places: readonly FieldPlace[],
  limit: number,
): Promise<readonly ValuePair[]> {
  const byValues = new Map<string, ValuePair>();
  for (const place of places) {
    for (const { primary, candidate, exchanges } of await kept.valuePairs(place, limit)) {
      const key = JSON.stringify([primary, candidate]);
      const sum = (byValues.get(key)?.exchanges ?? 0) + exchanges;
      byValues.set(key, { primary, candidate, exchanges: sum });
    }
  }
  return [...byValues.values()].toSorted((a, b) => b.exchanges - a.exchanges).slice(0, limit);
}

/** From the first to the last time at any place; null if none was found to differ. */
export async function seenOf(
  kept: ArchiveReader,
  places: readonly FieldPlace[],
): Promise<SeenTimes | null> {
  const times: SeenTimes[] = [];
  for (const place of places) {
    const seen = await kept.seen(place);
    if (seen !== null) times.push(seen);
  }
  if (times.length === 0) return null;
  return {
    firstMs: Math.min(...times.map(({ firstMs }) => firstMs)),
    lastMs: Math.max(...times.map(({ lastMs }) => lastMs)),
  };
}
