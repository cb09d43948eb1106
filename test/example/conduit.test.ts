import { beforeEach, describe, expect, it } from 'vitest';
import {
  chatCall,
  type Conduit,
  createKey,
  direct,
  repository,
  startConduitApp,
  startSeededConduitApp,
} from './conduit-under-test.ts';

interface List {
  readonly items: readonly Record<string, unknown>[];
  readonly total: number;
}

describe.each([
  ['with SQL in the handlers', direct],
  ['with repositories', repository()],
])('the gateway %s', (_, flavour) => {
  let conduit: Conduit;

  beforeEach(() => {
    conduit = startConduitApp(flavour);
  });

  async function logsOf(keyId: string, page = ''): Promise<List> {
    const { json } = await conduit({ path: `/api/request-logs?virtualKeyId=${keyId}${page}` });
    return json as List;
  }

  it('shows a virtual key once, when it is created', async () => {
    const body = { team: 'blue', keyName: 'search' };
    const created = await conduit({ method: 'POST', path: '/api/virtual-keys', body });
    expect(created.status).toBe(201);
    const { virtualKey, ...rest } = created.json as Record<string, string>;
    expect(virtualKey).toMatch(/^condt_[\w-]{32}$/);
    const location = created.headers.get('location') ?? '';
    const read = await conduit({ path: location });
    expect(read.json).toStrictEqual(rest);
  });

  it('refuses a second key of the same name in a team', async () => {
    await createKey(conduit, 'blue', 'search');
    const body = { team: 'blue', keyName: 'search' };
    const { status } = await conduit({ method: 'POST', path: '/api/virtual-keys', body });
    expect(status).toBe(409);
  });

  it("lists a team's keys by name, a page at a time", async () => {
    for (const name of ['c', 'a', 'd', 'b']) await createKey(conduit, 'blue', name);
    const { json } = await conduit({ path: '/api/virtual-keys?team=blue&limit=2&offset=1' });
    const { items, total } = json as List;
    expect(items.map(({ keyName }) => keyName)).toEqual(['b', 'c']);
    expect(total).toBe(4);
  });

  it('streams the same text as in a whole answer', async () => {
    const { virtualKey } = await createKey(conduit, 'blue', 'search');
    const whole = await conduit(chatCall(virtualKey, 'r1'));
    const streamed = await conduit({
      ...chatCall(virtualKey, 'r1', { stream: true }),
      requestId: 'r2',
    });
    const { choices } = whole.json as { choices: [{ message: { content: string } }] };
    const events = streamed.text.split('\n\n').filter((event) => event !== '');
    expect(streamed.headers.get('content-type')).toBe('text/event-stream');
    expect(events.at(-1)).toBe('data: [DONE]');
    const deltas = events.slice(0, -1).map((event) => JSON.parse(event.slice(6)));
    expect(deltas.map(({ choices }) => choices[0].delta.content ?? '').join('')).toBe(
      choices[0].message.content,
    );
  });

  it('logs a call with the tokens in its answer', async () => {
    const { id, virtualKey } = await createKey(conduit, 'blue', 'search');
    const { json } = await conduit(chatCall(virtualKey, 'r1'));
    const { usage } = json as { usage: Record<string, number> };
    const [log] = (await logsOf(id)).items;
    expect(log).toMatchObject({
      requestId: 'r1',
      virtualKeyId: id,
      model: 'aurora-small',
      isStream: false,
      promptTokens: usage.prompt_tokens,
      completionTokens: usage.completion_tokens,
    });
    const read = await conduit({ path: `/api/request-logs/${String(log?.id)}` });
    expect(read.json).toStrictEqual(log);
  });

  it('has logged a streamed call when its last event arrives', async () => {
    const { id, virtualKey } = await createKey(conduit, 'blue', 'search');
    await conduit(chatCall(virtualKey, 'r1', { stream: true }));
    expect((await logsOf(id)).total).toBe(1);
  });

  it('charges a repeated request once', async () => {
    const { id, virtualKey } = await createKey(conduit, 'blue', 'search');
    await conduit(chatCall(virtualKey, 'r1'));
    await conduit(chatCall(virtualKey, 'r1'));
    expect((await logsOf(id)).total).toBe(1);
  });

  it('lists the logs of a key, the newest request first', async () => {
    const { id, virtualKey } = await createKey(conduit, 'blue', 'search');
    for (const requestId of ['r1', 'r3', 'r2']) await conduit(chatCall(virtualKey, requestId));
    const { items, total } = await logsOf(id, '&limit=2');
    expect(items.map(({ requestId }) => requestId)).toEqual(['r3', 'r2']);
    expect(total).toBe(3);
  });

  it('sums logged costs exactly to the millionth of a dollar', async () => {
    const { id, virtualKey } = await createKey(conduit, 'blue', 'search');
    for (const requestId of ['r1', 'r2', 'r3']) await conduit(chatCall(virtualKey, requestId));
    await conduit(chatCall(virtualKey, 'r4', { model: 'aurora-large' }));
    const micros = (await logsOf(id)).items.map(({ costUsd }) => Number(costUsd) * 1e6);
    const sum = Math.round(micros.reduce((total, cost) => total + cost, 0)) / 1e6;
    const spend = await conduit({ path: `/api/virtual-keys/${id}/spend` });
    const summary = await conduit({ path: '/api/costs/summary?team=blue' });
    expect(spend.json).toMatchObject({ requests: 4, costUsd: sum });
    expect(summary.json).toMatchObject({
      team: 'blue',
      requests: 4,
      costUsd: sum,
      byModel: [
        { model: 'aurora-large', requests: 1 },
        { model: 'aurora-small', requests: 3 },
      ],
    });
  });

  it('has no spending without calls', async () => {
    const { id } = await createKey(conduit, 'blue', 'search');
    const { json } = await conduit({ path: `/api/virtual-keys/${id}/spend` });
    expect(json).toMatchObject({ requests: 0, promptTokens: 0, costUsd: 0 });
  });

  it('answers a disabled key with 403', async () => {
    const { id, virtualKey } = await createKey(conduit, 'blue', 'search');
    const disabled = await conduit({ method: 'POST', path: `/api/virtual-keys/${id}/disable` });
    expect(disabled.json).toMatchObject({ id, isEnabled: false });
    expect((await conduit(chatCall(virtualKey, 'r1'))).status).toBe(403);
  });

  it('answers without a key, or with an unknown one, with 401', async () => {
    const { virtualKey: _, ...withoutKey } = chatCall('', 'r1');
    expect((await conduit(withoutKey)).status).toBe(401);
    expect((await conduit(chatCall('condt_unknown', 'r1'))).status).toBe(401);
  });

  it.each([
    ['no JSON', { body: '{' }, 400],
    ['no team', { body: { keyName: 'search' } }, 400],
    ['an empty name', { body: { team: 'blue', keyName: '' } }, 400],
  ])('refuses to create a key from %s', async (_, call, status) => {
    const reply = await conduit({ method: 'POST', path: '/api/virtual-keys', ...call });
    expect(reply.status).toBe(status);
  });

  it.each([
    ['/api/virtual-keys?limit=0', 400],
    ['/api/virtual-keys?limit=101', 400],
    ['/api/request-logs?offset=-1', 400],
    ['/api/virtual-keys/unknown', 404],
    ['/api/virtual-keys/unknown/spend', 404],
    ['/api/request-logs/unknown', 404],
    ['/api/unknown', 404],
  ])('answers GET %s with %i', async (path, status) => {
    expect((await conduit({ path })).status).toBe(status);
  });

  it('lists its models', async () => {
    const { virtualKey } = await createKey(conduit, 'blue', 'search');
    const { status } = await conduit(chatCall(virtualKey, 'r1', { model: 'unknown' }));
    expect(status).toBe(404);
  });
});

describe('deployments with the same seed', () => {
  it('generate the same ids and keys, whatever came before', async () => {
    const one = startConduitApp(direct, 'same');
    const other = startConduitApp(direct, 'same');
    await createKey(other, 'blue', 'something-else');
    const [first, second] = await Promise.all([
      createKey(one, 'blue', 'search'),
      createKey(other, 'blue', 'search'),
    ]);
    expect([first.id, first.virtualKey]).toEqual([second.id, second.virtualKey]);
  });

  it('start with the same rows', async () => {
    const path = '/api/request-logs?limit=100';
    const one = await startSeededConduitApp(direct, 'same')({ path });
    const other = await startSeededConduitApp(repository(), 'same')({ path });
    expect(one.json).toMatchObject({ total: 9600 });
    expect(one.json).toEqual(other.json);
  });

  it('differ from those with another seed', async () => {
    const one = await createKey(startConduitApp(direct, 'one'), 'blue', 'search');
    const other = await createKey(startConduitApp(direct, 'other'), 'blue', 'search');
    expect(one.virtualKey).not.toBe(other.virtualKey);
  });
});
