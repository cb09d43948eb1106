import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Outcome } from '../../../vocabulary/comparison.ts';
import type {
  ArchiveReader,
  ExchangeQuery,
  FieldPlace,
  KeptExchange,
  SeenTimes,
} from '../archive-reader.ts';
import { unpackContent } from '../exchange-content.ts';
import { fieldsByName } from '../fields-by-name.ts';
import { otherNamesIn } from '../other-names.ts';

/** Enough to see which members stand beside a missing one. */
const oneSidedMax = 2000;

/** Each read is done when its method returns: reads that nothing else is awaited between see the same state. */
export function createArchiveReader(database: DatabaseSync): ArchiveReader {
  const byName = database.prepare('SELECT content, epoch FROM exchange WHERE name = ?');
  const bySeen = database.prepare(
    'SELECT first_ms, last_ms FROM class WHERE epoch = ? AND route = ? AND field = ?',
  );
  const pairs = database.prepare(
    `SELECT of_primary, of_candidate, count(DISTINCT exchange) AS exchanges
     FROM found JOIN exchange ON exchange.id = found.exchange
     WHERE epoch = ? AND route = ? AND field = ?
     GROUP BY of_primary, of_candidate ORDER BY exchanges DESC, of_primary, of_candidate LIMIT ?`,
  );
  // SQLite takes the other columns from the row with the least path.
  const fields = database.prepare(
    `SELECT name, field, count(*) AS places, min(path), of_primary, of_candidate
     FROM exchange JOIN found ON found.exchange = exchange.id
     WHERE name IN (SELECT value FROM json_each(?))
     GROUP BY name, field ORDER BY places DESC, field`,
  );
  const alone = database.prepare(
    `SELECT count(*) AS kept, coalesce(sum(is_all), 0) AS alone FROM (
       SELECT max(is_one) AS is_here, min(is_one) AS is_all FROM (
         SELECT exchange.id, found.field IN (SELECT value FROM json_each(?)) AS is_one
         FROM exchange JOIN found ON found.exchange = exchange.id
         WHERE epoch = ? AND route = ?)
       GROUP BY id)
     WHERE is_here`,
  );
  const beside = database.prepare(
    `SELECT other.field, count(DISTINCT other.exchange) AS exchanges
     FROM found AS other JOIN exchange ON exchange.id = other.exchange
     WHERE epoch = ? AND route = ? AND other.field <> ?
       AND EXISTS (SELECT 1 FROM found WHERE exchange = other.exchange AND field = ?)
     GROUP BY other.field ORDER BY exchanges DESC, other.field LIMIT ?`,
  );
  const oneSided = database.prepare(
    `SELECT other.exchange, other.field, other.path,
       coalesce(other.of_primary, other.of_candidate) AS value
     FROM found AS other JOIN exchange ON exchange.id = other.exchange
     WHERE epoch = ? AND route = ? AND (of_primary IS NULL) <> (of_candidate IS NULL)
       AND EXISTS (SELECT 1 FROM found WHERE exchange = other.exchange AND field = ?)
     ORDER BY other.exchange DESC LIMIT ?`,
  );
  const routes = database.prepare(
    'SELECT DISTINCT route FROM class WHERE epoch = ? AND field = ? ORDER BY route',
  );

  const seen = ({ epoch, route, field }: FieldPlace): SeenTimes | null => {
    const row = bySeen.get(epoch, route, field);
    if (row === undefined) return null;
    return { firstMs: Number(row.first_ms), lastMs: Number(row.last_ms) };
  };
  const list = (query: ExchangeQuery): readonly KeptExchange[] => {
    const { where, values } = conditionsOf(query);
    const rows = database
      .prepare(
        `SELECT name, epoch, area, route, outcome, at_ms FROM exchange
         WHERE ${where} ORDER BY at_ms DESC, id DESC LIMIT ?`,
      )
      .all(...values, query.limit);
    return rows.map((row) => ({
      name: String(row.name),
      epoch: String(row.epoch),
      area: String(row.area),
      route: String(row.route),
      outcome: String(row.outcome) as Outcome,
      atMs: Number(row.at_ms),
    }));
  };

  return {
    async find(name) {
      const row = byName.get(name);
      const comparison = row === undefined ? null : unpackContent(row.content as Uint8Array);
      return comparison === null ? null : { comparison, epoch: String(row?.epoch) };
    },
    list: async (query) => list(query),
    async fieldsOf(names) {
      const found = fields.all(JSON.stringify(names)).map((row) => ({
        name: String(row.name),
        field: String(row.field),
        places: Number(row.places),
        primary: textOrNull(row.of_primary),
        candidate: textOrNull(row.of_candidate),
      }));
      return fieldsByName(found);
    },
    seen: async (place) => seen(place),
    async examples(place, fields) {
      return fields.flatMap((field) => {
        const times = seen({ ...place, field });
        const [newest] = list({ ...place, field, limit: 1 });
        return times === null ? [] : [{ field, ...times, newest: newest?.name ?? null }];
      });
    },
    async explained({ epoch, route, field }, fields = [field]) {
      const row = alone.get(JSON.stringify(fields), epoch, route);
      return { kept: Number(row?.kept ?? 0), alone: Number(row?.alone ?? 0) };
    },
    fieldsBeside: async ({ epoch, route, field }, limit) =>
      beside.all(epoch, route, field, field, limit).map((row) => String(row.field)),
    async otherNames({ epoch, route, field }) {
      const found = oneSided.all(epoch, route, field, oneSidedMax).map((row) => ({
        exchange: Number(row.exchange),
        field: String(row.field),
        path: String(row.path),
        value: String(row.value),
      }));
      return otherNamesIn(field, found);
    },
    routesWith: async ({ epoch, field }) =>
      routes.all(epoch, field).map(({ route }) => String(route)),
    async valuePairs({ epoch, route, field }, limit) {
      return pairs.all(epoch, route, field, limit).map((row) => ({
        primary: textOrNull(row.of_primary),
        candidate: textOrNull(row.of_candidate),
        exchanges: Number(row.exchanges),
      }));
    },
  };
}

/** The conditions are ours; what is asked for is always bound, never written into them. */
function conditionsOf({ epoch, route, field, words }: ExchangeQuery): {
  where: string;
  values: SQLInputValue[];
} {
  const conditions = ['1'];
  const values: SQLInputValue[] = [];
  const add = (condition: string, value: string | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add('epoch = ?', epoch);
  add('route = ?', route);
  // One route has few exchanges: they are searched one by one.
  add(
    route === undefined
      ? 'id IN (SELECT exchange FROM found WHERE field = ?)'
      : 'EXISTS (SELECT 1 FROM found WHERE exchange = id AND field = ?)',
    field,
  );
  add('id IN (SELECT rowid FROM words WHERE words MATCH ?)', matchOf(words));
  return { where: conditions.join(' AND '), values };
}

/** Each word quoted, so that none is read as an operator; the last may be unfinished. */
function matchOf(words: string | undefined): string | undefined {
  const found = words?.match(/[^\s"\p{Cc}]+/gu) ?? [];
  if (found.length === 0) return undefined;
  return found.map((word, index) => `"${word}"${index === found.length - 1 ? '*' : ''}`).join(' ');
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
