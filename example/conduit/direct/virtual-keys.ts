import type { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Gateway } from '../gateway.ts';
import { noSuch } from '../http/faults.ts';
import { newVirtualKey } from '../http/new-virtual-key.ts';
import { readPage } from '../http/page.ts';
import { readJson } from '../http/read-json.ts';
import { entityTag, hashSecret, mintVirtualKey, prefixOf } from '../identity.ts';
import type { Id } from '../ids.ts';

interface Row {
  readonly id: Id;
  readonly team: string;
  readonly keyName: string;
  readonly keyPrefix: string;
  readonly isEnabled: number;
  readonly createdAt: string;
  readonly revision: number;
}

const columns = `id, team, key_name AS "keyName", key_prefix AS "keyPrefix",
  is_enabled AS "isEnabled", created_at AS "createdAt", revision`;

export function addVirtualKeys(app: Hono, { database, seed, mintId, parseId }: Gateway): void {
  const findRow = async (id: Id): Promise<Row | undefined> =>
    (await database.get(`SELECT ${columns} FROM virtual_keys WHERE id = ?`, id)) as Row | undefined;

  app.post('/api/virtual-keys', async (context) => {
    const { team, keyName } = await readJson(context, newVirtualKey);
    const id = mintId('virtual_keys', team, keyName);
    const virtualKey = mintVirtualKey(seed, team, keyName, 0);
    const keyPrefix = prefixOf(virtualKey);
    const createdAt = new Date().toISOString();
    const changes = await database.run(
      'INSERT INTO virtual_keys VALUES (?, ?, ?, ?, ?, 1, ?, 0, 0) ON CONFLICT DO NOTHING',
      id,
      team,
      keyName,
      hashSecret(virtualKey),
      keyPrefix,
      createdAt,
    );
    if (changes === 0) {
      throw new HTTPException(409, { message: 'the team has a key of this name' });
    }
    context.header('location', `/api/virtual-keys/${id}`);
    context.header('etag', entityTag(seed, id, 0));
    return context.json(
      { id, team, keyName, keyPrefix, isEnabled: true, createdAt, virtualKey },
      201,
    );
  });

  app.get('/api/virtual-keys', async (context) => {
    const { limit, offset } = readPage(context);
    const team = context.req.query('team');
    const where = team === undefined ? '' : 'WHERE team = ?';
    const values = team === undefined ? [] : [team];
    const rows = (await database.all(
      `SELECT ${columns} FROM virtual_keys ${where} ORDER BY key_name, team LIMIT ? OFFSET ?`,
      ...values,
      limit,
      offset,
    )) as unknown as Row[];
    const count = await database.get(
      `SELECT COUNT(*) AS total FROM virtual_keys ${where}`,
      ...values,
    );
    return context.json({ items: rows.map(view), total: count?.total, limit, offset });
  });

  app.get('/api/virtual-keys/:id', async (context) => {
    const row = await findRow(parseId(context.req.param('id')));
    if (row === undefined) throw noSuch('virtual key');
    context.header('etag', entityTag(seed, row.id, row.revision));
    return context.json(view(row));
  });

  app.post('/api/virtual-keys/:id/disable', async (context) => {
    const id = parseId(context.req.param('id'));
    await database.run(
      'UPDATE virtual_keys SET is_enabled = 0, revision = revision + 1 WHERE id = ?',
      id,
    );
    const row = await findRow(id);
    if (row === undefined) throw noSuch('virtual key');
    return context.json(view(row));
  });
}

function view({ id, team, keyName, keyPrefix, isEnabled, createdAt }: Row) {
  return { id, team, keyName, keyPrefix, isEnabled: isEnabled === 1, createdAt };
}
