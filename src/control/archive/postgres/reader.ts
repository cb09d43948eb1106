import type { Outcome } from '../../../vocabulary/comparison.ts';
import { ParallaxError } from '../../../vocabulary/errors.ts';
import { readText, storedText } from '../../store/postgres/stored-text.ts';
import type { PostgresClient } from '../../../postgres/connect.ts';
import type { ArchiveReader, ExchangeQuery, KeptExchange } from '../archive-reader.ts';
import { unpackContent } from '../exchange-content.ts';
import { fieldsByName } from '../fields-by-name.ts';
import { otherNamesIn } from '../other-names.ts';
import { groupKey } from './group-key.ts';
import { searchQuery } from './search-words.ts';

/** Enough to see which members stand beside a missing one. */
const oneSidedMax = 2000;

/** The driver gives whole numbers of 64 bits as text. */
type Whole = string | number;

/** Reads within the transaction of a client. @throws ParallaxError `archive_read` */
export function createPostgresReader(client: PostgresClient): ArchiveReader {
  async function rows<Row extends object>(sql: string, values: readonly unknown[]): Promise<Row[]> {
    try {
      return (await client.query<Row>(sql, [...values])).rows;
    } catch (cause) {
      throw new ParallaxError('archive_read', 'kept exchanges could not be read', { cause });
    }
  }

  return {
    async find(name) {
      const [row] = await rows<{ content: Buffer; epoch: string }>(
        'SELECT content, epoch FROM parallax.kept_exchange WHERE name = $1',
        [storedText(name)],
      );
      const comparison = row === undefined ? null : unpackContent(row.content);
      if (row === undefined || comparison === null) return null;
      return { comparison, epoch: readText(row.epoch) };
    },
    async list(query) {
      const { where, values } = conditionsOf(query);
      const listed = await rows<Record<string, string>>(
        `SELECT name, epoch, area, route, outcome, at_ms FROM parallax.kept_exchange AS kept
         WHERE ${where} ORDER BY at_ms DESC, id DESC LIMIT $${values.length + 1}`,
        [...values, query.limit],
      );
      return listed.map(keptExchange);
    },
    async fieldsOf(names) {
      const found = await rows<{
        name: string;
        field: string;
        places: Whole;
        of_primary: string | null;
        of_candidate: string | null;
      }>(
        `SELECT name, field, places, of_primary, of_candidate FROM (
           SELECT DISTINCT ON (name, field) name, field, of_primary, of_candidate,
             count(*) OVER (PARTITION BY name, field) AS places
           FROM parallax.kept_exchange AS kept
           JOIN parallax.kept_difference AS difference ON difference.exchange = kept.id
           WHERE name = ANY ($1::text[])
           ORDER BY name, field, path COLLATE "C") AS first_place
         ORDER BY places DESC, field COLLATE "C"`,
        [names.map(storedText)],
      );
      return fieldsByName(
        found.map((row) => ({
          name: readText(row.name),
          field: readText(row.field),
          places: Number(row.places),
          primary: readOrNull(row.of_primary),
          candidate: readOrNull(row.of_candidate),
        })),
      );
    },
    async seen({ epoch, route, field }) {
      const [row] = await rows<{ first_ms: Whole; last_ms: Whole }>(
        'SELECT first_ms, last_ms FROM parallax.example_group WHERE key = $1',
        [groupKey(epoch, route, field)],
      );
      if (row === undefined) return null;
      return { firstMs: Number(row.first_ms), lastMs: Number(row.last_ms) };
    },
    async examples({ epoch, route }, fields) {
      const found = await rows<{
        field: string;
        first_ms: Whole;
        last_ms: Whole;
        newest: string | null;
      }>(
        `SELECT known.field, first_ms, last_ms, newest FROM parallax.example_group AS known
         LEFT JOIN (
           SELECT DISTINCT ON (field) field, name AS newest FROM parallax.kept_exchange AS kept
           JOIN parallax.kept_difference AS difference ON difference.exchange = kept.id
           WHERE epoch = $1 AND route = $2
           ORDER BY field, at_ms DESC, id DESC) AS example ON example.field = known.field
         WHERE key = ANY ($3::text[])`,
        [
          storedText(epoch),
          storedText(route),
          fields.map((field) => groupKey(epoch, route, field)),
        ],
      );
      return found.map((row) => ({
        field: readText(row.field),
        firstMs: Number(row.first_ms),
        lastMs: Number(row.last_ms),
        newest: readOrNull(row.newest),
      }));
    },
    async explained({ epoch, route, field }, fields = [field]) {
      const [row] = await rows<{ kept: Whole; alone: Whole }>(
        `SELECT count(*) AS kept, count(*) FILTER (WHERE is_all) AS alone FROM (
           SELECT bool_or(field = ANY ($3::text[])) AS is_here,
             bool_and(field = ANY ($3::text[])) AS is_all
           FROM parallax.kept_exchange AS kept
           JOIN parallax.kept_difference AS difference ON difference.exchange = kept.id
           WHERE epoch = $1 AND route = $2 GROUP BY kept.id) AS each_exchange
         WHERE is_here`,
        [storedText(epoch), storedText(route), fields.map(storedText)],
      );
      return { kept: Number(row?.kept ?? 0), alone: Number(row?.alone ?? 0) };
    },
    async fieldsBeside({ epoch, route, field }, limit) {
      const found = await rows<{ field: string }>(
        `SELECT other.field FROM parallax.kept_difference AS other
         JOIN parallax.kept_exchange AS kept ON kept.id = other.exchange
         WHERE epoch = $1 AND route = $2 AND other.field <> $3 AND ${differsIn('$3')}
         GROUP BY other.field
         ORDER BY count(DISTINCT other.exchange) DESC, other.field COLLATE "C" LIMIT $4`,
        [storedText(epoch), storedText(route), storedText(field), limit],
      );
      return found.map((row) => readText(row.field));
    },
    async otherNames({ epoch, route, field }) {
      const found = await rows<{ exchange: Whole; field: string; path: string; value: string }>(
        `SELECT other.exchange, other.field, other.path,
           coalesce(other.of_primary, other.of_candidate) AS value
         FROM parallax.kept_difference AS other
         JOIN parallax.kept_exchange AS kept ON kept.id = other.exchange
         WHERE epoch = $1 AND route = $2 AND ${differsIn('$3')}
           AND (other.of_primary IS NULL) <> (other.of_candidate IS NULL)
         ORDER BY other.exchange DESC LIMIT $4`,
        [storedText(epoch), storedText(route), storedText(field), oneSidedMax],
      );
      return otherNamesIn(
        field,
        found.map((row) => ({
          exchange: Number(row.exchange),
          field: readText(row.field),
          path: readText(row.path),
          value: readText(row.value),
        })),
      );
    },
    async routesWith({ epoch, field }) {
      const found = await rows<{ route: string }>(
        `SELECT DISTINCT route COLLATE "C" AS route FROM parallax.example_group
         WHERE epoch = $1 AND field = $2 ORDER BY route`,
        [storedText(epoch), storedText(field)],
      );
      return found.map(({ route }) => readText(route));
    },
    async valuePairs({ epoch, route, field }, limit) {
      const found = await rows<{
        of_primary: string | null;
        of_candidate: string | null;
        exchanges: Whole;
      }>(
        `SELECT of_primary, of_candidate, count(DISTINCT exchange) AS exchanges
         FROM parallax.kept_difference AS difference
         JOIN parallax.kept_exchange AS kept ON kept.id = difference.exchange
         WHERE epoch = $1 AND route = $2 AND field = $3
         GROUP BY of_primary, of_candidate
         ORDER BY exchanges DESC, of_primary COLLATE "C" NULLS FIRST,
           of_candidate COLLATE "C" NULLS FIRST LIMIT $4`,
        [storedText(epoch), storedText(route), storedText(field), limit],
      );
      return found.map((row) => ({
        primary: readOrNull(row.of_primary),
        candidate: readOrNull(row.of_candidate),
        exchanges: Number(row.exchanges),
      }));
    },
  };
}

/** That the exchange of `other` also differs in a field. @param parameter the field's */
function differsIn(parameter: string): string {
  return `EXISTS (SELECT FROM parallax.kept_difference AS same
    WHERE same.exchange = other.exchange AND same.field = ${parameter})`;
}

/** The conditions are ours; what is asked for is always bound, never written into them. */
function conditionsOf({ epoch, route, field, words }: ExchangeQuery): {
  where: string;
  values: unknown[];
} {
  const conditions = ['true'];
  const values: unknown[] = [];
  const add = (condition: (parameter: string) => string, value: string | undefined): void => {
    if (value === undefined) return;
    values.push(storedText(value));
    conditions.push(condition(`$${values.length}`));
  };
  add((parameter) => `epoch = ${parameter}`, epoch);
  add((parameter) => `route = ${parameter}`, route);
  add(
    (parameter) => `EXISTS (SELECT FROM parallax.kept_difference AS difference
      WHERE difference.exchange = kept.id AND difference.field = ${parameter})`,
    field,
  );
  add(
    (parameter) => `words @@ ${parameter}::tsquery`,
    words === undefined ? undefined : searchQuery(words),
  );
  return { where: conditions.join(' AND '), values };
}

function keptExchange(row: Readonly<Record<string, string>>): KeptExchange {
  return {
    name: readText(row.name ?? ''),
    epoch: readText(row.epoch ?? ''),
    area: readText(row.area ?? ''),
    route: readText(row.route ?? ''),
    outcome: readText(row.outcome ?? '') as Outcome,
    atMs: Number(row.at_ms),
  };
}

function readOrNull(text: string | null): string | null {
  return text === null ? null : readText(text);
}
