import { createServer, type ServerResponse } from 'node:http';
import { MessageChannel } from 'node:worker_threads';
import { expect, it, onTestFinished, vi } from 'vitest';
import { configSchema } from '../../../src/config/schema.ts';
import { createLogger } from '../../../src/log.ts';
import { createAskerPlane } from '../../../src/shadow/asker/plane.ts';
import { ByteBudget } from '../../../src/transport/byte-budget.ts';
import { openInbox } from '../../../src/transport/inbox.ts';
import { Outbox } from '../../../src/transport/outbox.ts';
import type { Exchange } from '../../../src/vocabulary/exchange.ts';
import { exchangeShape } from '../../../src/vocabulary/exchange-shape.ts';
import { Tally } from '../../../src/vocabulary/tally.ts';
import { listen } from '../../support/raw-socket.ts';
import { exchangesFrom } from '../exchange-fixture.ts';

/** A plane that sends requests to this primary, and the exchanges that it passes on. */
function startAsker(primaryUrl: string) {
  const config = configSchema.parse({
    primary: 'http://recorded.invalid',
    candidate: { url: primaryUrl, ownState: true },
    mirror: { methods: 'all', concurrency: 64 },
  });
  const log = createLogger('asker', 'silent');
  const options = { instance: 'k3x9', identityMemory: null, tally: new Tally(), log };
  const plane = createAskerPlane({ config, ...options });
  const [input, output] = [new MessageChannel(), new MessageChannel()];
  const outbox = new Outbox({
    shape: exchangeShape,
    budget: new ByteBudget(16 * 1024 * 1024),
    onLost: () => undefined,
  });
  plane.ends.onInput?.(input.port2);
  outbox.connect(input.port1);
  const passedOn: Exchange[] = [];
  openInbox(output.port2, exchangeShape, (delivery) => {
    const { record, release } = delivery.detach();
    passedOn.push(record);
    release();
  });
  plane.ends.onOutput?.(output.port1);
  onTestFinished(() => {
    plane.close();
    input.port1.close();
    output.port1.close();
  });
  return { passedOn, send: (exchange: Exchange) => outbox.send(exchange) };
}

it('a write that waits while primary fails is sent later, and passed on with its answer', async () => {
  let slow: ServerResponse | null = null;
  let failed = 0;
  const primary = createServer((request, response) => {
    if (request.method === 'GET') {
      failed += 1;
      request.socket.destroy();
    } else if (request.method === 'POST') slow = response;
    else response.writeHead(201).end('late');
  });
  const asker = startAsker(`http://127.0.0.1:${await listen(primary)}`);
  onTestFinished(() => void primary.close());
  const exchange = exchangesFrom();
  const together = { startedAt: 10, endedAt: 100 };
  asker.send(exchange({ method: 'POST', target: '/things/1' }, together));
  for (let at = 0; at < 30; at += 1) asker.send(exchange({ target: `/broken/${at}` }, together));
  asker.send(exchange({ method: 'PUT', target: '/things/1' }, { startedAt: 200, endedAt: 300 }));
  const wait = { interval: 5, timeout: 60_000 };
  await vi.waitUntil(() => slow !== null && asker.passedOn.length === 30, wait);
  expect(failed).toBeGreaterThanOrEqual(20);
  slow!.writeHead(200).end('first');
  await vi.waitUntil(() => asker.passedOn.length === 32, wait);
  const [first, late] = asker.passedOn.slice(-2);
  expect(first).toMatchObject({ leftOut: null, requestWhole: true });
  expect(late).toMatchObject({ leftOut: null, requestWhole: true });
  expect(Buffer.from(late!.response.body).toString()).toBe('late');
});
