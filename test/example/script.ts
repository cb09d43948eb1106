import { chatCall, type Conduit, createKey } from './conduit-under-test.ts';

/** A bit of everything that the gateway does, on a team of its own. */
export async function runScript(ask: Conduit): Promise<void> {
  for (const keyName of ['search', 'billing', 'chat']) {
    const { id, virtualKey } = await createKey(ask, 'blue', keyName);
    await ask(chatCall(virtualKey, `${keyName}-a`, { model: 'aurora-large' }));
    await ask(chatCall(virtualKey, `${keyName}-b`, { model: 'breeze-mini', stream: true }));
    await ask(chatCall(virtualKey, `${keyName}-c`));
    await ask({ path: `/api/virtual-keys/${id}` });
    await ask({ path: `/api/virtual-keys/${id}/spend` });
    await readLogs(ask, id);
  }
  await ask({ path: '/api/virtual-keys?team=blue' });
  await ask({ path: '/api/costs/summary?team=blue' });
}

async function readLogs(ask: Conduit, keyId: string): Promise<void> {
  const { json } = await ask({ path: `/api/request-logs?virtualKeyId=${keyId}` });
  const { items } = json as { items: readonly { id: string }[] };
  for (const { id } of items) await ask({ path: `/api/request-logs/${id}` });
}
