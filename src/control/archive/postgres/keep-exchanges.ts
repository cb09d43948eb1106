import { fieldKey } from '../../../vocabulary/evidence.ts';
import { storedText } from '../../store/postgres/stored-text.ts';
import { advisoryLocks } from '../../../postgres/advisory-locks.ts';
import type { PostgresClient } from '../../../postgres/connect.ts';
import { groupsOf, placeOf, searchedText } from '../example-groups.ts';
import type { MovedExchange } from '../exchange-archive.ts';
import { packContent } from '../exchange-content.ts';
import { groupKey } from './group-key.ts';
import { searchVector } from './search-words.ts';

/** A group of examples, and the exchanges of a batch that belong to it. */
interface Group {
  readonly key: string;
  readonly epoch: string;
  readonly route: string;
  readonly field: string;
  readonly exchanges: MovedExchange[];
}

/** A slot of a group, and the exchange that takes it. */
interface TakenSlot {
  readonly group: string;
  readonly slot: number;
  readonly exchange: MovedExchange;
}

/**
 * Gives exchanges a place in each of their groups, as `placeOf` says; one without a place is not kept. Many
 * processes may do it at once: each locks the rows of its groups in the order of their keys, and changes the slots of a
 * group only while it holds the lock. To be called in a transaction.
 *
 * @throws PostgreSQL's error
 */
export async function keepExchanges(
  client: PostgresClient,
  batch: readonly MovedExchange[],
  random: () => number,
): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock_shared($1)', [advisoryLocks.archive]);
  const nowMs = await readClock(client);
  const fresh = await notKeptYet(client, batch);
  const groups = groupsIn(fresh);
  const seen = await countGroups(client, groups, nowMs);
  const taken = takeSlots(groups, seen, random);
  const ids = await insertExchanges(client, winnersOf(taken), nowMs);
  await fillSlots(client, taken, ids);
}

async function readClock(client: PostgresClient): Promise<number> {
  const { rows } = await client.query<{ steady_ms: string }>(
    'SELECT steady_ms FROM parallax.kept_clock',
  );
  return Number(rows[0]?.steady_ms ?? 0);
}

/** Leaves out exchanges that are kept already, from a batch whose commit was not confirmed. */
async function notKeptYet(
  client: PostgresClient,
  batch: readonly MovedExchange[],
): Promise<readonly MovedExchange[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM parallax.kept_exchange WHERE name = ANY ($1::text[])',
    [batch.map(({ name }) => storedText(name))],
  );
  const kept = new Set(rows.map(({ name }) => name));
  const byName = new Map(batch.map((exchange) => [exchange.name, exchange]));
  return [...byName.values()].filter(({ name }) => !kept.has(storedText(name)));
}

/** In the order of their keys: two processes that lock the same groups must not wait for each other. */
function groupsIn(batch: readonly MovedExchange[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const exchange of batch) {
    const { comparison, epoch } = exchange;
    for (const field of groupsOf(comparison)) {
      const key = groupKey(epoch, comparison.route, field);
      const { route } = comparison;
      const group = groups.get(key) ?? { key, epoch, route, field, exchanges: [] };
      group.exchanges.push(exchange);
      groups.set(key, group);
    }
  }
  return [...groups.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** Locks the groups. @returns how many examples each has had, those of the batch included */
async function countGroups(
  client: PostgresClient,
  groups: readonly Group[],
  nowMs: number,
): Promise<ReadonlyMap<string, number>> {
  const timesOf = ({ exchanges }: Group): readonly number[] =>
    exchanges.map(({ comparison }) => Math.round(comparison.wallClockMs));
  const { rows } = await client.query<{ key: string; seen: string }>(
    `INSERT INTO parallax.example_group AS known
       (key, epoch, route, field, seen, first_ms, last_ms, counted_ms)
     SELECT key, epoch, route, field, seen, first_ms, last_ms, $8
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[],
       $7::bigint[]) AS added (key, epoch, route, field, seen, first_ms, last_ms)
     ORDER BY key COLLATE "C"
     ON CONFLICT (key) DO UPDATE SET
       seen = known.seen + excluded.seen,
       first_ms = least(known.first_ms, excluded.first_ms),
       last_ms = greatest(known.last_ms, excluded.last_ms),
       counted_ms = greatest(known.counted_ms, excluded.counted_ms)
     RETURNING key, seen`,
    [
      groups.map(({ key }) => key),
      groups.map(({ epoch }) => storedText(epoch)),
      groups.map(({ route }) => storedText(route)),
      groups.map(({ field }) => storedText(field)),
      groups.map(({ exchanges }) => exchanges.length),
      groups.map((group) => Math.min(...timesOf(group))),
      groups.map((group) => Math.max(...timesOf(group))),
      nowMs,
    ],
  );
  return new Map(rows.map(({ key, seen }) => [key, Number(seen)]));
}

/** If two exchanges of a batch take the same slot, the later has it. */
function takeSlots(
  groups: readonly Group[],
  seen: ReadonlyMap<string, number>,
  random: () => number,
): readonly TakenSlot[] {
  const taken = new Map<string, TakenSlot>();
  for (const { key, exchanges } of groups) {
    const before = (seen.get(key) ?? exchanges.length) - exchanges.length;
    for (const [index, exchange] of exchanges.entries()) {
      const slot = placeOf(before + index + 1, random);
      taken.set(`${key} ${slot}`, { group: key, slot, exchange });
    }
  }
  return [...taken.values()];
}

/** In the order in which they came. */
function winnersOf(taken: readonly TakenSlot[]): readonly MovedExchange[] {
  return [...new Set(taken.map(({ exchange }) => exchange))].toSorted(
    (a, b) => b.ageMs - a.ageMs || a.comparison.sequence - b.comparison.sequence,
  );
}

/** @returns their ids by name, without those that another process has kept in the meantime */
async function insertExchanges(
  client: PostgresClient,
  exchanges: readonly MovedExchange[],
  nowMs: number,
): Promise<ReadonlyMap<string, string>> {
  const contents = exchanges.map(({ comparison }) => Buffer.from(packContent(comparison)));
  const { rows } = await client.query<{ id: string; name: string }>(
    `INSERT INTO parallax.kept_exchange
       (name, epoch, area, route, outcome, at_ms, kept_ms, bytes, content, words)
     SELECT name, epoch, area, route, outcome, at_ms, kept_ms, length(content), content,
       words::tsvector
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[],
       $7::bigint[], $8::bytea[], $9::text[])
       AS added (name, epoch, area, route, outcome, at_ms, kept_ms, content, words)
     ON CONFLICT (name) DO NOTHING RETURNING id, name`,
    [
      exchanges.map(({ name }) => storedText(name)),
      exchanges.map(({ epoch }) => storedText(epoch)),
      exchanges.map(({ comparison }) => storedText(comparison.area)),
      exchanges.map(({ comparison }) => storedText(comparison.route)),
      exchanges.map(({ comparison }) => storedText(comparison.outcome)),
      exchanges.map(({ comparison }) => Math.round(comparison.wallClockMs)),
      exchanges.map(({ ageMs }) => Math.round(nowMs - ageMs)),
      contents,
      exchanges.map(({ comparison, name }) => searchVector(searchedText(comparison, name))),
    ],
  );
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  await insertDifferences(client, exchanges, ids);
  return ids;
}

async function insertDifferences(
  client: PostgresClient,
  exchanges: readonly MovedExchange[],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const found = exchanges.flatMap(({ name, comparison }) => {
    const id = ids.get(storedText(name));
    return id === undefined ? [] : comparison.differences.map((difference) => ({ id, difference }));
  });
  await client.query(
    `INSERT INTO parallax.kept_difference (exchange, field, path, of_primary, of_candidate)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])`,
    [
      found.map(({ id }) => id),
      found.map(({ difference }) => storedText(fieldKey(difference))),
      found.map(({ difference }) => storedText(difference.path)),
      found.map(({ difference: { primary } }) => storedOrNull(primary)),
      found.map(({ difference: { candidate } }) => storedOrNull(candidate)),
    ],
  );
}

function storedOrNull(text: string | null): string | null {
  return text === null ? null : storedText(text);
}

/** Exchanges that have lost their last slot are deleted. */
async function fillSlots(
  client: PostgresClient,
  taken: readonly TakenSlot[],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const filled = taken.flatMap(({ group, slot, exchange }) => {
    const id = ids.get(storedText(exchange.name));
    return id === undefined ? [] : [{ group, slot, id }];
  });
  const slots = [filled.map(({ group }) => group), filled.map(({ slot }) => slot)];
  const { rows } = await client.query<{ exchange: string }>(
    `SELECT exchange FROM parallax.example_slot
     WHERE (group_key, slot) IN (SELECT * FROM unnest($1::text[], $2::smallint[]))`,
    slots,
  );
  await client.query(
    `INSERT INTO parallax.example_slot (group_key, slot, exchange)
     SELECT * FROM unnest($1::text[], $2::smallint[], $3::bigint[])
     ON CONFLICT (group_key, slot) DO UPDATE SET exchange = excluded.exchange`,
    [...slots, filled.map(({ id }) => id)],
  );
  if (rows.length === 0) return;
  await client.query(
    `DELETE FROM parallax.kept_exchange WHERE id = ANY ($1::bigint[])
       AND NOT EXISTS (SELECT FROM parallax.example_slot WHERE exchange = kept_exchange.id)`,
    [rows.map(({ exchange }) => exchange)],
  );
}
