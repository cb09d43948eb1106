import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NatsServer, natsServerProgram, startNatsServer } from '../support/nats-server.ts';
import { startTapUnderTest, storedMessages, targetsIn } from './tap-under-test.ts';

const withToken = (text: string) => ({ authorization: `Bearer ${text}` });

describe.skipIf(natsServerProgram === null)('a tap', () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(async () => server[Symbol.asyncDispose]());

  it('publishes its remaining exchanges and a last note when it stops', async () => {
    const tap = await startTapUnderTest({ nats: server.url, fleet: { name: 'stopped' } });
    await Promise.all(Array.from({ length: 40 }, (_, at) => tap.ask(`/${at}`)));
    await tap[Symbol.asyncDispose]();
    const messages = await storedMessages(server, 'stopped');
    expect(targetsIn(messages)).toHaveLength(40);
    const ends = messages.flatMap(({ exchanges }) => exchanges.map(({ endedAt }) => endedAt));
    expect(messages.at(-1)?.message.note.completeTo).toBeGreaterThan(Math.max(...ends));
  });

  it('shows its metrics only with the token if reads need it, and always its health', async () => {
    const token = '0123456789abcdef';
    await using tap = await startTapUnderTest({
      nats: server.url,
      fleet: { name: 'guarded' },
      more: { admin: { listen: '127.0.0.1:0', token, readsNeedToken: true } },
    });
    expect(await tap.get('/healthz')).toBe(200);
    expect(await tap.get('/metrics')).toBe(401);
    expect(await tap.get('/metrics', withToken('0123456789abcdeF'))).toBe(401);
    expect(await tap.get('/metrics', withToken(token))).toBe(200);
  });

  it('answers on a loopback address only to local names, because a page could use another', async () => {
    await using tap = await startTapUnderTest({ nats: server.url, fleet: { name: 'named' } });
    expect(await tap.get('/metrics', { host: 'page.example' })).toBe(421);
    expect(await tap.get('/metrics', { host: 'localhost:80' })).toBe(200);
  });
});
