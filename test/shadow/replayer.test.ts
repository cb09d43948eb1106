import { describe, expect, it, onTestFinished } from 'vitest';
import { createOperationReader } from '../../src/shadow/operations/operation-reader.ts';
import { createReplayer, type ReplayerOptions } from '../../src/shadow/replayer.ts';
import { requestFormOf } from '../../src/shadow/sending/request-form.ts';
import { passthrough } from '../../src/shadow/world/passthrough.ts';
import { TurnWatch } from '../../src/wire/turn-watch.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { soleTenure } from '../../src/vocabulary/tenure.ts';
import { freePort } from '../support/free-port.ts';
import { rawServer } from '../support/raw-socket.ts';
import { failed, mirrorTo, mirrorToUrl, ok } from './raw-candidate.ts';
import { shadowConfig } from './shadow-under-test.ts';

/** The answer of primary to a replayed request, without the candidate. */
async function replayTo(url: string): Promise<Exchange> {
  const { promise, resolve } = Promise.withResolvers<Exchange>();
  const config = shadowConfig('http://127.0.0.1:1', { primary: url });
  const form = requestFormOf('candidate', config.candidate, config.tracing);
  const candidate = { form, breaker: { isBlocking: true } };
  const replayer = createReplayer({
    config,
    operationOf: createOperationReader(config),
    instance: 'test',
    world: passthrough,
    candidate: () => candidate as unknown as ReturnType<ReplayerOptions['candidate']>,
    revision: () => 1,
    pairs: {
      sendNotAsked: ({ record }: { record: Exchange }) => resolve(record),
    } as unknown as ReplayerOptions['pairs'],
    turnWatch: new TurnWatch(),
  });
  onTestFinished(() => replayer.close());
  replayer.replay({
    number: 1,
    tenure: soleTenure,
    head: Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
  });
  return promise;
}

it("primary's answer to a replay has a time interval if the thread was busy", async () => {
  const busyMs = 50;
  const { port, close } = await rawServer((socket) => {
    socket.on('data', () => {
      socket.write(ok);
      const busyUntil = performance.now() + busyMs;
      while (performance.now() < busyUntil);
    });
  });
  onTestFinished(close);
  const { slack } = await replayTo(`http://127.0.0.1:${port}`);
  expect(slack?.totalMs).toBeGreaterThan(0.9 * busyMs);
});

/** The address of a primary that answers everything. */
async function soundPrimary(): Promise<string> {
  const { port, close } = await rawServer((socket) => socket.on('data', () => socket.write(ok)));
  onTestFinished(close);
  return `http://127.0.0.1:${port}`;
}

const nowhere = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;

describe('a replay that fails does not count as shed', () => {
  it('if primary cannot be reached', async () => {
    const shadow = await mirrorTo((socket) => socket.write(ok), { primary: await nowhere() });
    expect((await shadow.replay()).candidate.kind).toBe('unsent');
    expect(shadow.report().shed).toEqual({});
  });

  it('if primary closes its kept connection as the request is sent', async () => {
    let answers = 0;
    const { port, close } = await rawServer((socket) => {
      socket.on('data', () => {
        if (answers > 0) socket.destroy();
        else socket.write(ok);
        answers += 1;
      });
    });
    onTestFinished(close);
    const primary = `http://127.0.0.1:${port}`;
    const shadow = await mirrorTo((socket) => socket.write(ok), { primary });
    await shadow.replay();
    await shadow.replay();
    expect(shadow.report().shed).toEqual({});
  });

  it('if the compare plane restarts meanwhile', async () => {
    const primary = await soundPrimary();
    const shadow = await mirrorTo((socket) => socket.write(ok), { primary });
    shadow.replaceCompare({ keepsPairs: true });
    await shadow.replay();
    shadow.replaceCompare();
    expect(shadow.report().shed).toEqual({});
  });
});

it('failed replays do not open the breaker of the candidate', async () => {
  const shadow = mirrorToUrl(await nowhere(), { primary: await soundPrimary() });
  for (let i = 0; i < 25; i += 1) {
    expect((await shadow.replay()).candidate).toEqual(failed('refused'));
  }
  expect(shadow.report()).toMatchObject({ shed: {}, gauges: { breaker_open: 0 } });
});

it('a replay applies the edits of the config for the candidate, and none for primary', async () => {
  const received: string[] = [];
  const record = (request: Buffer) =>
    received.push(request.toString('latin1').replace(/\r\nx-para.*/s, ''));
  const { port, close } = await rawServer((socket) =>
    socket.on('data', (request: Buffer) => {
      record(request);
      socket.write(ok);
    }),
  );
  onTestFinished(close);
  const shadow = await mirrorTo(
    (socket, request) => {
      record(request);
      socket.write(ok);
    },
    {
      primary: `http://127.0.0.1:${port}`,
      candidate: { headers: { set: { 'x-key': 'b' } }, path: { prefix: '/v2' } },
    },
  );
  await shadow.replay();
  expect(received).toEqual([
    'GET /again HTTP/1.1\r\nHost: a',
    'GET /v2/again HTTP/1.1\r\nHost: a\r\nbaggage: parallax=shadow\r\nx-key: b',
  ]);
});
