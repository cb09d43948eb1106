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
  const { database, seed } = gateway;

  function findRow(id: string, team: string): Row {
    const row = database
      .prepare(
        `SELECT id, team, key_name AS keyName, rotation, revision
         FROM virtual_keys WHERE id = ? AND team = ?`,
      )
      .get(id, team) as Row | undefined;
    if (row === undefined) throw noSuch('virtual key');
    return row;
  }

  app.post('/api/virtual-keys/:id/rotate', (context) => {
    const row = findRow(context.req.param('id'), teamOfSession(gateway, context));
    const { id, team, keyName, rotation, revision } = row;
    const virtualKey = mintVirtualKey(seed, team, keyName, rotation + 1);
    const keyPrefix = prefixOf(virtualKey);
    database
      .prepare(
        `UPDATE virtual_keys SET key_hash = ?, key_prefix = ?, rotation = rotation + 1,
         revision = revision + 1 WHERE id = ?`,
      )
      .run(hashSecret(virtualKey), keyPrefix, id);
    context.header('etag', entityTag(seed, id, revision + 1));
    return context.json({ id, keyPrefix, virtualKey });
  });

  app.patch('/api/virtual-keys/:id', async (context) => {
    const tag = expectedTag(context);
    const { keyName } = await readJson(context, keyChange);
    const { id, team, revision } = findRow(
      context.req.param('id'),
      teamOfSession(gateway, context),
    );
    if (tag !== entityTag(seed, id, revision)) throw changedMeanwhile();
    const { changes } = database
      .prepare(
        'UPDATE OR IGNORE virtual_keys SET key_name = ?, revision = revision + 1 WHERE id = ?',
      )
      .run(keyName, id);
    if (changes === 0) throw takenName();
    context.header('etag', entityTag(seed, id, revision + 1));
    return context.json({ id, team, keyName });
  });

  app.delete('/api/virtual-keys/:id', (context) => {
    const { id } = findRow(context.req.param('id'), teamOfSession(gateway, context));
    database.prepare('DELETE FROM request_logs WHERE virtual_key_id = ?').run(id);
    database.prepare('DELETE FROM virtual_keys WHERE id = ?').run(id);
    return context.body(null, 204);
  });
}
