import type { PostgresClient } from '../../../postgres/connect.ts';
import type { CounterRow, CounterRows } from './counter-row.ts';
import { readText, storedText } from './stored-text.ts';

/** The route that rows belong to; an empty name stands for the epoch as a whole. */
export interface CountedRoute {
  readonly area: string;
  readonly route: string;
  readonly under: string;
}

/** The counts to add to the rows of one route. */
export interface RouteGrowth extends CountedRoute {
  /** The key of its epoch. */
  readonly epoch: string;
  readonly rows: CounterRows;
}

/** A route of an epoch with rows of it, as they are in the database. */
export interface RouteTotals extends CountedRoute {
  readonly epochId: number;
  readonly rows: CounterRows;
}

/**
 * Adds to the counts of routes. All processes write in the order of the digests, so that they cannot deadlock.
 *
 * @throws PostgreSQL's error
 */
export async function addGrowth(
  client: PostgresClient,
  growth: readonly RouteGrowth[],
  epochIds: ReadonlyMap<string, number>,
): Promise<void> {
  if (growth.length === 0) return;
  const ids = await routeIds(client, growth, epochIds);
  const [routes, keys, counts, earliest, latest]: [
    number[],
    string[],
    string[],
    (number | null)[],
    (number | null)[],
  ] = [[], [], [], [], []];
  growth.forEach(({ rows }, index) => {
    for (const [key, row] of rows) {
      routes.push(ids[index] ?? 0);
      keys.push(storedText(key));
      counts.push(`{${row.counts.join(',')}}`);
      earliest.push(row.earliest);
      latest.push(row.latest);
    }
  });
  await client.query({
    name: 'add-counters',
    text: `
      INSERT INTO parallax.counters AS known (route, digest, key, counts, earliest, latest)
      SELECT route, md5(key)::uuid, key, counts::bigint[], earliest, latest
      FROM unnest($1::integer[], $2::text[], $3::text[], $4::float8[], $5::float8[])
        AS more (route, key, counts, earliest, latest)
      ORDER BY 1, 2
      ON CONFLICT (route, digest) DO UPDATE SET
        counts = parallax.sum_of_counts(known.counts, excluded.counts),
        earliest = least(known.earliest, excluded.earliest),
        latest = greatest(known.latest, excluded.latest),
        changed = excluded.changed`,
    values: [routes, keys, counts, earliest, latest],
  });
}

/** Removes routes that are no longer kept. @throws PostgreSQL's error */
export async function dropRoutes(
  client: PostgresClient,
  dropped: readonly (CountedRoute & { readonly epoch: string })[],
  epochIds: ReadonlyMap<string, number>,
): Promise<void> {
  if (dropped.length === 0) return;
  await client.query(
    `DELETE FROM parallax.routes AS known
     USING unnest($1::integer[], $2::text[], $3::text[], $4::text[]) AS gone (epoch, area, route, under)
     WHERE known.epoch = gone.epoch AND known.area = gone.area AND known.route = gone.route
       AND known.under = gone.under`,
    routeColumns(dropped, epochIds),
  );
}

/**
 * Rows that changed in transactions that were not seen before.
 *
 * @param since for each epoch, the oldest transaction that may not have been seen; `0` for all rows
 * @throws PostgreSQL's error
 */
export async function readTotals(
  client: PostgresClient,
  since: ReadonlyMap<number, string>,
): Promise<readonly RouteTotals[]> {
  if (since.size === 0) return [];
  const { rows } = await client.query<TotalsRow>({
    name: 'read-counters',
    text: `
      SELECT routes.id, routes.epoch, routes.area, routes.route, routes.under,
        counters.key, counters.counts::text AS counts, counters.earliest, counters.latest
      FROM unnest($1::integer[], $2::text[]) AS asked (epoch, since)
      JOIN parallax.routes ON routes.epoch = asked.epoch AND routes.changed >= asked.since::xid8
      JOIN parallax.counters ON counters.route = routes.id AND counters.changed >= asked.since::xid8`,
    values: [[...since.keys()], [...since.values()]],
  });
  const byRoute = new Map<number, RouteTotals>();
  for (const row of rows) {
    let totals = byRoute.get(row.id);
    if (totals === undefined) {
      const [area, route, under] = [readText(row.area), readText(row.route), row.under];
      totals = { epochId: row.epoch, area, route, under, rows: new Map() };
      byRoute.set(row.id, totals);
    }
    totals.rows.set(readText(row.key), counterRow(row));
  }
  return [...byRoute.values()];
}

interface TotalsRow {
  readonly id: number;
  readonly epoch: number;
  readonly area: string;
  readonly route: string;
  readonly under: string;
  readonly key: string;
  readonly counts: string;
  readonly earliest: number | null;
  readonly latest: number | null;
}

function counterRow({ counts, earliest, latest }: TotalsRow): CounterRow {
  return { counts: counts.slice(1, -1).split(',').map(Number), earliest, latest };
}

/** Finds or creates the routes, and notes that they change. */
async function routeIds(
  client: PostgresClient,
  growth: readonly RouteGrowth[],
  epochIds: ReadonlyMap<string, number>,
): Promise<readonly number[]> {
  const columns = routeColumns(growth, epochIds);
  const { rows } = await client.query<{ index: string; id: number }>({
    name: 'route-ids',
    text: `
      WITH asked AS (
        SELECT epoch, area, route, under, index,
          md5(concat_ws(E'\\n', area, route, under))::uuid AS digest
        FROM unnest($1::integer[], $2::text[], $3::text[], $4::text[])
          WITH ORDINALITY AS one (epoch, area, route, under, index)
      ), written AS (
        INSERT INTO parallax.routes AS known (epoch, digest, area, route, under)
        SELECT epoch, digest, area, route, under FROM asked ORDER BY epoch, digest
        ON CONFLICT (epoch, digest) DO UPDATE SET changed = excluded.changed
        RETURNING id, epoch, digest
      )
      SELECT asked.index, written.id FROM asked JOIN written USING (epoch, digest)`,
    values: columns,
  });
  const ids: number[] = [];
  for (const { index, id } of rows) ids[Number(index) - 1] = id;
  return ids;
}

function routeColumns(
  routes: readonly (CountedRoute & { readonly epoch: string })[],
  epochIds: ReadonlyMap<string, number>,
): [number[], string[], string[], string[]] {
  return [
    routes.map(({ epoch }) => epochIds.get(epoch) ?? 0),
    routes.map(({ area }) => storedText(area)),
    routes.map(({ route }) => storedText(route)),
    routes.map(({ under }) => under),
  ];
}
