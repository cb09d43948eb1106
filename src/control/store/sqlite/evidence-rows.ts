import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  emptyEvidence,
  emptyRouteEvidence,
  type Evidence,
  keptKey,
  type RouteEvidence,
} from '../../../vocabulary/evidence.ts';
import type { EpochInMemory } from '../store.ts';
import { BlockRows, type SavedBlocks, seriesOf } from './block-rows.ts';
import { growthOf, type SavedRoute, savedRow, savedWhole } from './saved-counts.ts';
import {
  coverageText,
  proofsText,
  readCoverage,
  readProofs,
  addMostCounts,
  readRouteCounts,
  routeCountsText,
} from './stored-counts.ts';
import { fieldMoreText, readField } from './stored-field.ts';
import { type SavedWatched, WatchedRows } from './watched-rows.ts';

/** A written count, to remember once the transaction is committed. */
interface Written {
  readonly counts: Map<string, number>;
  readonly key: string;
  readonly value: number;
}

/** Reads and writes evidence; writes only unsaved counts. */
export class EvidenceRows {
  readonly #saved = new WeakMap<RouteEvidence, SavedRoute>();
  /** Epochs that are completely in the file, except for routes that changed since. */
  readonly #known = new Set<string>();
  /** Changes that are valid only once the transaction is committed. */
  #written: Written[] = [];
  #writtenBlocks: {
    readonly blocks: Map<string, SavedBlocks>;
    readonly key: string;
    readonly written: SavedBlocks;
  }[] = [];
  #writtenRoutes: { readonly route: RouteEvidence; readonly saved: SavedRoute }[] = [];
  #writtenEpochs: string[] = [];
  readonly #watched: WatchedRows;
  readonly #savedWatched = new Map<string, SavedWatched>();
  #writtenWatched: (readonly [epoch: string, saved: SavedWatched])[] = [];
  readonly #blocks: BlockRows;
  readonly #deleteEpoch: StatementSync;
  readonly #findEpoch: StatementSync;
  readonly #selectRoutes: StatementSync;
  readonly #selectFields: StatementSync;
  readonly #selectFieldSets: StatementSync;
  readonly #upsertEpoch: StatementSync;
  readonly #upsertRoute: StatementSync;
  readonly #updateRoute: StatementSync;
  readonly #deleteRoute: StatementSync;
  readonly #upsertField: StatementSync;
  readonly #upsertFieldSet: StatementSync;

  constructor(database: DatabaseSync) {
    this.#blocks = new BlockRows(database);
    this.#watched = new WatchedRows(database);
    this.#deleteEpoch = database.prepare('DELETE FROM epochs WHERE key = ?');
    this.#findEpoch = database.prepare(
      'SELECT id, compared, coverage, proofs FROM epochs WHERE key = ?',
    );
    this.#selectRoutes = database.prepare(
      'SELECT id, area, route, under, counts FROM routes WHERE epoch = ?',
    );
    this.#selectFields = database.prepare('SELECT * FROM fields WHERE route = ?');
    this.#selectFieldSets = database.prepare('SELECT * FROM field_sets WHERE route = ?');
    this.#upsertEpoch = database.prepare(`
      INSERT INTO epochs (key, version, started_at_ms, started_because, newness, compared, coverage,
        proofs, may_be_replaced_at_ms, candidate, apart)
      VALUES (?, ?, ?, ?, (SELECT ifnull(max(newness), 0) + 1 FROM epochs), ?, ?, ?, ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET
        compared = excluded.compared, coverage = excluded.coverage, proofs = excluded.proofs,
        may_be_replaced_at_ms = excluded.may_be_replaced_at_ms, candidate = excluded.candidate,
        apart = excluded.apart
      RETURNING id`);
    this.#upsertRoute = database.prepare(`
      INSERT INTO routes (epoch, area, route, under, counts) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (epoch, area, route, under) DO UPDATE SET counts = excluded.counts
      RETURNING id`);
    this.#updateRoute = database.prepare('UPDATE routes SET under = ?, counts = ? WHERE id = ?');
    this.#deleteRoute = database.prepare(
      'DELETE FROM routes WHERE id = ? AND area = ? AND route = ?',
    );
    this.#upsertField = database.prepare(`
      INSERT INTO fields VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (route, field) DO UPDATE SET
        differing = excluded.differing, candidate_only = excluded.candidate_only,
        reference_only = excluded.reference_only, both = excluded.both, more = excluded.more`);
    this.#upsertFieldSet = database.prepare(`
      INSERT INTO field_sets VALUES (?, ?, ?)
      ON CONFLICT (route, fields) DO UPDATE SET exchanges = excluded.exchanges`);
  }

  /** @throws ParallaxError `store_corrupt`, or SQLite's error */
  read(key: string): Evidence | null {
    const row = this.#findEpoch.get(key);
    if (row === undefined) return null;
    const evidence: Evidence = {
      ...emptyEvidence(),
      coverage: readCoverage(String(row.coverage)),
      proofs: readProofs(String(row.proofs)),
    };
    const compared = Number(row.compared);
    if (compared > 0) evidence.epochs.set(key, compared);
    for (const { id, area, route, under, counts } of this.#selectRoutes.all(row.id ?? null)) {
      const empty = emptyRouteEvidence(String(area), String(route), String(under));
      const read = this.#readRoute(Number(id), empty, String(counts));
      evidence.routes.set(keptKey(read), read);
    }
    this.#savedWatched.set(key, this.#watched.read(Number(row.id), evidence.watched));
    this.#known.add(key);
    return evidence;
  }

  /** Inside a transaction; {@link committed} or {@link rolledBack} is to follow. @throws SQLite's error */
  write({ epoch, evidence, touched }: EpochInMemory): void {
    const isKnown = this.#known.has(epoch.key);
    // Another file than before: its rows of this epoch are not those that memory began with.
    if (!isKnown) this.#deleteEpoch.run(epoch.key);
    const row = this.#upsertEpoch.get(
      epoch.key,
      epoch.version,
      epoch.startedAtMs,
      epoch.startedBecause,
      evidence.epochs.get(epoch.key) ?? 0,
      coverageText(evidence.coverage),
      proofsText(evidence),
      epoch.mayBeReplacedAtMs,
      epoch.candidate,
      JSON.stringify(epoch.apart),
    );
    this.#writtenEpochs.push(epoch.key);
    const before = isKnown ? this.#savedWatched.get(epoch.key) : undefined;
    const watched = this.#watched.write(Number(row?.id), evidence.watched, before ?? new Map());
    this.#writtenWatched.push([epoch.key, watched]);
    for (const route of isKnown ? touched : evidence.routes.values()) {
      // Its rows were those of another epoch, or of this one before it was deleted.
      if (!isKnown) this.#saved.delete(route);
      this.#writeRoute(Number(row?.id), route);
    }
  }

  /** An epoch was deleted: if it is saved later, it is saved completely. */
  forget(key: string): void {
    this.#known.delete(key);
    this.#savedWatched.delete(key);
  }

  /** Inside a transaction, before anything is written in it. @throws SQLite's error */
  drop(routes: Iterable<RouteEvidence>): void {
    for (const route of routes) {
      const saved = this.#saved.get(route);
      if (saved !== undefined) this.#deleteRoute.run(saved.id, route.area, route.route);
    }
  }

  committed(): void {
    for (const { counts, key, value } of this.#written) counts.set(key, value);
    for (const { blocks, key, written } of this.#writtenBlocks) blocks.set(key, written);
    for (const { route, saved } of this.#writtenRoutes) this.#saved.set(route, saved);
    for (const key of this.#writtenEpochs) this.#known.add(key);
    for (const [key, saved] of this.#writtenWatched) this.#savedWatched.set(key, saved);
    this.rolledBack();
  }

  rolledBack(): void {
    this.#written = [];
    this.#writtenBlocks = [];
    this.#writtenRoutes = [];
    this.#writtenEpochs = [];
    this.#writtenWatched = [];
  }

  #readRoute(id: number, empty: RouteEvidence, counts: string): RouteEvidence {
    const route: RouteEvidence = { ...empty, ...readRouteCounts(counts) };
    for (const row of this.#selectFields.all(id)) {
      const columns = {
        differing: Number(row.differing),
        candidateOnly: Number(row.candidate_only),
        referenceOnly: Number(row.reference_only),
        both: Number(row.both),
      };
      route.fields.set(String(row.field), readField(columns, String(row.more)));
    }
    for (const row of this.#selectFieldSets.all(id)) {
      route.fieldSets.set(String(row.fields), Number(row.exchanges));
    }
    this.#blocks.read(id, route);
    this.#saved.set(route, savedWhole(id, counts, route));
    addMostCounts(route);
    return route;
  }

  #writeRoute(epochId: number, route: RouteEvidence): void {
    const counts = routeCountsText(route);
    const before = this.#saved.get(route);
    const saved =
      before?.counts === counts && before.under === route.under
        ? before
        : this.#upsertCounts(epochId, route, counts, before ?? null);
    for (const [key, field] of route.fields) {
      const growth = growthOf(field);
      if (saved.fields.get(key) === growth) continue;
      const { differing, candidateOnly, referenceOnly, both } = field;
      const more = fieldMoreText(field);
      this.#upsertField.run(saved.id, key, differing, candidateOnly, referenceOnly, both, more);
      this.#written.push({ counts: saved.fields, key, value: growth });
    }
    for (const [key, { blocks }] of seriesOf(route)) {
      const written = this.#blocks.write(saved.id, key, blocks, saved.blocks.get(key));
      this.#writtenBlocks.push({ blocks: saved.blocks, key, written });
    }
    for (const [key, exchanges] of route.fieldSets) {
      if (saved.fieldSets.get(key) === exchanges) continue;
      this.#upsertFieldSet.run(saved.id, key, exchanges);
      this.#written.push({ counts: saved.fieldSets, key, value: exchanges });
    }
  }

  #upsertCounts(
    epochId: number,
    route: RouteEvidence,
    counts: string,
    before: SavedRoute | null,
  ): SavedRoute {
    const { area, route: name, under } = route;
    if (before !== null) this.#updateRoute.run(under, counts, before.id);
    const id = before?.id ?? Number(this.#upsertRoute.get(epochId, area, name, under, counts)?.id);
    const saved = { ...(before ?? savedRow(id, under)), under, counts };
    this.#writtenRoutes.push({ route, saved });
    return saved;
  }
}
