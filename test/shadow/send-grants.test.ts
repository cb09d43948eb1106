import { describe, expect, it, onTestFinished } from 'vitest';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { startShadow } from './shadow-under-test.ts';

/** The shadow plane of a hub that grants nothing by itself. */
async function hubShadow() {
  const requests: string[] = [];
  const { port, close } = await rawServer((socket) => {
    socket.on('data', (bytes: Buffer) => {
      requests.push(bytes.toString('latin1').split(' HTTP')[0] ?? '');
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    });
  });
  onTestFinished(close);
  const hub = { owner: 'aaaaaaaa', tenures: [] };
  const shadow = startShadow(`http://127.0.0.1:${port}`, {}, undefined, {
    hub,
    grantsAtOnce: false,
  });
  onTestFinished(() => shadow.close());
  shadow.beginTenure(1);
  return { shadow, requests, asked: () => shadow.asked.flatMap(({ sequences }) => sequences) };
}

describe('a write in a hub', () => {
  it('is sent once the hub grants it, while independent reads are sent at once', async () => {
    const { shadow, requests, asked } = await hubShadow();
    const exchange = exchangesFrom();
    const write = exchange({ method: 'PUT', target: '/notes/1' }, { tenure: 1 });
    const { startedAt, endedAt } = write;
    const read = exchange({ target: '/carts/2' }, { tenure: 1, startedAt, endedAt });
    shadow.send(write, read);
    await until(() => requests.length === 1 && asked().length === 2);
    expect([requests, asked()]).toEqual([['GET /carts/2'], [write.sequence, read.sequence]]);
    for (const sends of shadow.asked) shadow.grant(sends);
    await until(() => shadow.pairs.length === 2);
    expect(requests).toEqual(['GET /carts/2', 'PUT /notes/1']);
  });

  it('is requested after the reads before it, so that their records come first', async () => {
    const { shadow, asked } = await hubShadow();
    const exchange = exchangesFrom();
    const read = exchange({ target: '/notes/1' }, { tenure: 1 });
    const write = exchange({ method: 'PUT', target: '/notes/1' }, { tenure: 1 });
    shadow.send(read, write);
    await until(() => asked().length === 2);
    expect(asked()).toEqual([read.sequence, write.sequence]);
  });

  it('delays dependent requests until it is granted', async () => {
    const { shadow, requests, asked } = await hubShadow();
    const exchange = exchangesFrom();
    const write = exchange({ method: 'PUT', target: '/notes/1' }, { tenure: 1 });
    const times = { startedAt: write.endedAt + 1, endedAt: write.endedAt + 2 };
    const later = ['PUT', 'GET'].map((method) =>
      exchange({ method, target: '/notes/1' }, { tenure: 1, ...times }),
    );
    shadow.send(write, ...later);
    await until(() => asked().length > 0);
    expect([requests, asked()]).toEqual([[], [write.sequence]]);
    shadow.grant({ tenure: 1, sequences: [write.sequence] });
    await until(() => asked().length === 3);
    expect(requests).toContain('PUT /notes/1');
  });

  it('is never sent if the hub loses the partition before it is granted', async () => {
    const { shadow, requests, asked } = await hubShadow();
    const write = exchangesFrom()({ method: 'PUT', target: '/notes/1' }, { tenure: 1 });
    shadow.send(write);
    await until(() => asked().length === 1);
    shadow.endTenure(1);
    for (const sends of shadow.asked) shadow.grant(sends);
    await until(() => shadow.heldBytes === 0);
    expect(requests).toEqual([]);
  });
});
