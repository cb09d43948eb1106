import type { Context, Hono } from 'hono';
import { noSuch } from '../http/faults.ts';
import { changedMeanwhile, expectedTag, keyChange, takenName } from '../http/key-change.ts';
import { readJson } from '../http/read-json.ts';
import { entityTag, hashSecret, mintVirtualKey, prefixOf } from '../identity.ts';
import type { Id, IdParser } from '../ids.ts';
import type { MigrationBugs } from '../migration-bugs.ts';
import { teamOfSession } from './sessions.ts';
import type { TeamRepository } from './team-repository.ts';
import type { VirtualKey, VirtualKeyRepository } from './virtual-key-repository.ts';

interface Parts {
  readonly teams: TeamRepository;
  readonly keys: VirtualKeyRepository;
  readonly seed: string;
  readonly parseId: IdParser;
  readonly bugs: MigrationBugs;
}

/** What changes a virtual key, for members of its team. */
export function addKeyChanges(app: Hono, { teams, keys, seed, parseId, bugs }: Parts): void {
  async function keyOf(context: Context, id: Id): Promise<VirtualKey> {
    const team = await teamOfSession(teams, context);
    const key = await keys.find(id);
    if (key === null || key.team !== team) throw noSuch('virtual key');
    return key;
  }

  app.post('/api/virtual-keys/:id/rotate', async (context) => {
    const { id, team, keyName, rotation, revision } = await keyOf(
      context,
      parseId(context.req.param('id')),
    );
    const virtualKey = mintVirtualKey(seed, team, keyName, rotation + 1);
    const keyPrefix = prefixOf(virtualKey);
    await keys.rotate(id, keyPrefix, hashSecret(virtualKey));
    context.header('etag', entityTag(seed, id, revision + 1));
    return context.json({ id, keyPrefix, virtualKey });
  });

  app.patch('/api/virtual-keys/:id', async (context) => {
    const tag = expectedTag(context);
    const { keyName } = await readJson(context, keyChange);
    const key = await keyOf(context, parseId(context.req.param('id')));
    const { id, team, revision } = key;
    const isExpected = tag === entityTag(seed, id, revision) || bugs.has('unchecked-if-match');
    if (!isExpected) throw changedMeanwhile();
    if (!(await keys.rename(key, keyName))) throw takenName();
    context.header('etag', entityTag(seed, id, revision + 1));
    return context.json({ id, team, keyName });
  });

  app.delete('/api/virtual-keys/:id', async (context) => {
    const { id } = await keyOf(context, parseId(context.req.param('id')));
    await keys.remove(id);
    return context.body(null, 204);
  });
}
