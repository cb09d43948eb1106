import type { Context, Hono } from 'hono';
import { noSuch } from '../http/faults.ts';
import { changedMeanwhile, expectedTag, keyChange, takenName } from '../http/key-change.ts';
import { readJson } from '../http/read-json.ts';
import { entityTag, hashSecret, mintVirtualKey, prefixOf } from '../identity.ts';
import type { MigrationBugs } from '../migration-bugs.ts';
import { teamOfSession } from './sessions.ts';
import type { TeamRepository } from './team-repository.ts';
import type { VirtualKey, VirtualKeyRepository } from './virtual-key-repository.ts';

interface Parts {
  readonly teams: TeamRepository;
  readonly keys: VirtualKeyRepository;
  readonly seed: string;
  readonly bugs: MigrationBugs;
}

/** What changes a virtual key, for members of its team. */
export function addKeyChanges(app: Hono, { teams, keys, seed, bugs }: Parts): void {
  function keyOf(context: Context, id: string): VirtualKey {
    const team = teamOfSession(teams, context);
    const key = keys.find(id);
    if (key === null || key.team !== team) throw noSuch('virtual key');
    return key;
  }

  app.post('/api/virtual-keys/:id/rotate', (context) => {
    const { id, team, keyName, rotation, revision } = keyOf(context, context.req.param('id'));
    const virtualKey = mintVirtualKey(seed, team, keyName, rotation + 1);
    const keyPrefix = prefixOf(virtualKey);
    keys.rotate(id, keyPrefix, hashSecret(virtualKey));
    context.header('etag', entityTag(seed, id, revision + 1));
    return context.json({ id, keyPrefix, virtualKey });
  });

  app.patch('/api/virtual-keys/:id', async (context) => {
    const tag = expectedTag(context);
    const { keyName } = await readJson(context, keyChange);
    const { id, team, revision } = keyOf(context, context.req.param('id'));
    const isExpected = tag === entityTag(seed, id, revision) || bugs.has('unchecked-if-match');
    if (!isExpected) throw changedMeanwhile();
    if (!keys.rename(id, keyName)) throw takenName();
    context.header('etag', entityTag(seed, id, revision + 1));
    return context.json({ id, team, keyName });
  });

  app.delete('/api/virtual-keys/:id', (context) => {
    keys.remove(keyOf(context, context.req.param('id')).id);
    return context.body(null, 204);
  });
}
