import type { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { noSuch } from '../http/faults.ts';
import { newVirtualKey } from '../http/new-virtual-key.ts';
import { readPage } from '../http/page.ts';
import { readJson } from '../http/read-json.ts';
import { entityTag, hashSecret, mintVirtualKey, prefixOf } from '../identity.ts';
import type { IdMint, IdParser } from '../ids.ts';
import { type VirtualKeyRepository, viewOfKey } from './virtual-key-repository.ts';

interface Parts {
  readonly keys: VirtualKeyRepository;
  readonly seed: string;
  readonly mintId: IdMint;
  readonly parseId: IdParser;
}

export function addVirtualKeys(app: Hono, { keys, seed, mintId, parseId }: Parts): void {
  app.post('/api/virtual-keys', async (context) => {
    const { team, keyName } = await readJson(context, newVirtualKey);
    const virtualKey = mintVirtualKey(seed, team, keyName, 0);
    const key = {
      id: mintId('virtual_keys', team, keyName),
      team,
      keyName,
      keyPrefix: prefixOf(virtualKey),
      isEnabled: true,
      createdAt: new Date().toISOString(),
      rotation: 0,
      revision: 0,
    };
    if (!(await keys.add(key, hashSecret(virtualKey)))) {
      throw new HTTPException(409, { message: 'the team has a key of this name' });
    }
    context.header('location', `/api/virtual-keys/${key.id}`);
    context.header('etag', entityTag(seed, key.id, key.revision));
    return context.json({ ...viewOfKey(key), virtualKey }, 201);
  });

  app.get('/api/virtual-keys', async (context) => {
    const page = readPage(context);
    const team = context.req.query('team');
    return context.json({
      items: (await keys.list(team, page)).map(viewOfKey),
      total: await keys.count(team),
      ...page,
    });
  });

  app.get('/api/virtual-keys/:id', async (context) => {
    const key = await keys.find(parseId(context.req.param('id')));
    if (key === null) throw noSuch('virtual key');
    context.header('etag', entityTag(seed, key.id, key.revision));
    return context.json(viewOfKey(key));
  });

  app.post('/api/virtual-keys/:id/disable', async (context) => {
    const key = await keys.disable(parseId(context.req.param('id')));
    if (key === null) throw noSuch('virtual key');
    return context.json(viewOfKey(key));
  });
}
