import type { Hono } from 'hono';
import type { Gateway } from '../gateway.ts';
import { noSuch } from '../http/faults.ts';
import { changedMeanwhile, expectedTag, keyChange, takenName } from '../http/key-change.ts';
import { readJson } from '../http/read-json.ts';
import { entityTag, hashSecret, mintVirtualKey, prefixOf } from '../identity.ts';
import type { Id } from '../ids.ts';
import { teamOfSession } from './sessions.ts';

interface Row {
  readonly id: Id;
  readonly team: string;
  readonly keyName: string;
  readonly rotation: number;
  readonly revision: number;
}

/** What changes a virtual key, for members of its team. */
export function addKeyChanges(app: Hono, gateway: Gateway): void {
  const { database, seed, parseId } = gateway;

  async function findRow(id: Id, team: string): Promise<Row> {
    const row = (await database.get(
      `SELECT id, team, key_name AS "keyName", rotation, revision
         FROM virtual_keys WHERE id = ? AND team = ?`,
      id,
      team,
    )) as Row | undefined;
    if (row === undefined) throw noSuch('virtual key');
    return row;
  }

  app.post('/api/virtual-keys/:id/rotate', async (context) => {
    const row = await findRow(
      parseId(context.req.param('id')),
      await teamOfSession(gateway, context),
    );
    const { id, team, keyName, rotation, revision } = row;
    const virtualKey = mintVirtualKey(seed, team, keyName, rotation + 1);
    const keyPrefix = prefixOf(virtualKey);
    await database.run(
      `UPDATE virtual_keys SET key_hash = ?, key_prefix = ?, rotation = rotation + 1,
         revision = revision + 1 WHERE id = ?`,
      hashSecret(virtualKey),
      keyPrefix,
      id,
    );
    context.header('etag', entityTag(seed, id, revision + 1));
    return context.json({ id, keyPrefix, virtualKey });
  });

  app.patch('/api/virtual-keys/:id', async (context) => {
    const tag = expectedTag(context);
    const { keyName } = await readJson(context, keyChange);
    const { id, team, revision } = await findRow(
      parseId(context.req.param('id')),
      await teamOfSession(gateway, context),
    );
    if (tag !== entityTag(seed, id, revision)) throw changedMeanwhile();
    const changes = await database.run(
      `UPDATE virtual_keys SET key_name = ?, revision = revision + 1 WHERE id = ? AND NOT EXISTS (
           SELECT 1 FROM virtual_keys WHERE team = ? AND key_name = ? AND id <> ?)`,
      keyName,
      id,
      team,
      keyName,
      id,
    );
    if (changes === 0) throw takenName();
    context.header('etag', entityTag(seed, id, revision + 1));
    return context.json({ id, team, keyName });
  });

  app.delete('/api/virtual-keys/:id', async (context) => {
    const { id } = await findRow(
      parseId(context.req.param('id')),
      await teamOfSession(gateway, context),
    );
    await database.run('DELETE FROM request_logs WHERE virtual_key_id = ?', id);
    await database.run('DELETE FROM virtual_keys WHERE id = ?', id);
    return context.body(null, 204);
  });
}
