import type { FieldEvidence, RouteEvidence } from '../../../vocabulary/evidence.ts';
import { type SavedBlocks, savedBlocks, seriesOf } from './block-rows.ts';

/** The saved counts of a route: only differences from them need to be written. */
export interface SavedRoute {
  /** Its row. */
  readonly id: number;
  readonly under: string;
  readonly counts: string;
  readonly fields: Map<string, number>;
  readonly fieldSets: Map<string, number>;
  readonly blocks: Map<string, SavedBlocks>;
}

/** Only the row of a route is saved so far. */
export function savedRow(id: number, under: string): SavedRoute {
  return { id, under, counts: '', fields: new Map(), fieldSets: new Map(), blocks: new Map() };
}

/** A route that was just read. */
export function savedWhole(id: number, counts: string, route: RouteEvidence): SavedRoute {
  const fields = new Map<string, number>();
  for (const [key, field] of route.fields) fields.set(key, growthOf(field));
  const blocks = new Map<string, SavedBlocks>();
  for (const [key, series] of seriesOf(route)) blocks.set(key, savedBlocks(series.blocks));
  return { id, under: route.under, counts, fields, fieldSets: new Map(route.fieldSets), blocks };
}

/** Counts only ever grow: they are the same as long as their sum is. */
export function growthOf(field: FieldEvidence): number {
  const { differing, candidateOnly, referenceOnly, both, farther } = field;
  return (
    differing + candidateOnly + referenceOnly + both + farther.candidateOnly + farther.referenceOnly
  );
}
