import { describe, expect, it } from 'vitest';
import {
  type Call,
  chatCall,
  type Conduit,
  createKey,
  direct,
  repository,
  startConduitApp,
} from './conduit-under-test.ts';
import { startPair } from './conduit-pair.ts';
import { runScript } from './script.ts';

const timing = /^db;dur=(?<db>\d+\.\d{3}), queries;dur=(?<queries>\d+)$/;

/** The statements and the milliseconds in the database of one request. */
async function costOf(conduit: Conduit, call: Call): Promise<{ db: number; queries: number }> {
  const { headers } = await conduit(call);
  return readTiming(headers);
}

function readTiming(headers: Headers): { db: number; queries: number } {
  const { db, queries } = timing.exec(headers.get('server-timing') ?? '')?.groups ?? {};
  return { db: Number(db), queries: Number(queries) };
}

describe.each([
  ['with SQL in the handlers', direct],
  ['with repositories', repository()],
])('Server-Timing of the gateway %s', (_, flavour) => {
  it('has the number of statements of the request and their time', async () => {
    const { db, queries } = await costOf(startConduitApp(flavour), { path: '/api/virtual-keys' });
    expect(queries).toBe(2);
    expect(db).toBeGreaterThan(0);
  });

  it('is missing if a request does not reach the database', async () => {
    const refused = { method: 'POST', path: '/v1/chat/completions' } as const;
    expect(await costOf(startConduitApp(flavour), refused)).toEqual({ db: 0, queries: 0 });
  });

  it('is present if nothing is found', async () => {
    const { queries } = await costOf(startConduitApp(flavour), { path: '/api/virtual-keys/none' });
    expect(queries).toBe(1);
  });

  it('counts the statements of its own request alone, with concurrent requests', async () => {
    const conduit = startConduitApp(flavour);
    const { virtualKey } = await createKey(conduit, 'blue', 'search');
    const chats = Array.from({ length: 20 }, (_, index) => chatCall(virtualKey, `r${index}`));
    const costs = await Promise.all(chats.map((call) => costOf(conduit, call)));
    expect(new Set(costs.map(({ queries }) => queries))).toEqual(new Set([2]));
  });
});

describe('the number of statements', () => {
  it('rises from 2 to 52 on one route with an N+1 query', async () => {
    const pair = startPair(repository('n-plus-one'));
    const { virtualKey } = await createKey(pair.ask, 'blue', 'search');
    for (let index = 0; index < 50; index += 1) await pair.ask(chatCall(virtualKey, `r${index}`));
    await pair.ask({ path: '/api/costs/summary?team=blue' });
    const { primary, candidate } = pair.exchanges.at(-1)!;
    expect(readTiming(primary.headers).queries).toBe(2);
    expect(readTiming(candidate.headers).queries).toBe(52);
  });

  it('is on no route higher with repositories without bugs than with SQL in the handlers', async () => {
    const pair = startPair(repository());
    await runScript(pair.ask);
    const more = pair.exchanges.filter(
      ({ primary, candidate }) =>
        readTiming(candidate.headers).queries > readTiming(primary.headers).queries,
    );
    expect(more.map(({ call }) => call.path)).toEqual([]);
  });

  it('is the same for the routes of members', async () => {
    const legacy = await queriesAsMember(startConduitApp(direct));
    expect(legacy).toEqual({ logs: 3, costs: 2 });
    expect(await queriesAsMember(startConduitApp(repository()))).toEqual(legacy);
  });
});

/** The numbers of queries for a member of a team with three keys. */
async function queriesAsMember(conduit: Conduit): Promise<{ logs: number; costs: number }> {
  const keys = [];
  for (const name of ['a', 'b', 'c']) keys.push(await createKey(conduit, 'blue', name));
  const body = { team: 'blue', password: 'a long password' };
  await conduit({ method: 'POST', path: '/api/teams', body });
  const { json } = await conduit({ method: 'POST', path: '/api/sessions', body });
  const { token: virtualKey } = json as { token: string };
  const [key] = keys;
  const logs = await costOf(conduit, {
    path: `/api/virtual-keys/${key!.id}/request-logs`,
    virtualKey,
  });
  const costs = await costOf(conduit, { path: '/api/costs/by-key', virtualKey });
  return { logs: logs.queries, costs: costs.queries };
}
