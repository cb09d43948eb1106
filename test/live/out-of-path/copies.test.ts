import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { standStill } from '../../support/stand-still.ts';
import { until } from '../../support/until.ts';
import { get, kept, type Mirrored, mirroredTo, post } from './mirrored-to.ts';
import { endlessPause } from '../../support/endless-pause.ts';

const noContent = /^HTTP\/1\.1 204 No Content\r\n/;

/** Why copies became no exchanges to compare. */
function leftOutOf({ exchanges }: Mirrored['live']): readonly (string | null)[] {
  return exchanges.map(({ leftOut }) => leftOut);
}

describe('a copy of a safe request', () => {
  it('is answered with 204 before primary answers', async () => {
    const { send, live } = await mirroredTo(() => undefined);
    expect(await send(get('/a'))).toMatch(noContent);
    expect(live.exchanges).toEqual([]);
  });

  it("becomes an exchange with primary's answer", async () => {
    const { send, live } = await mirroredTo();
    await send(get('/a'));
    await until(() => live.exchanges.length === 1);
    const [exchange] = live.exchanges;
    expect(Buffer.from(exchange!.response.body).toString()).toBe('ok');
    expect(exchange).toMatchObject({ leftOut: null, requestWhole: true, sequence: 1 });
  });

  it('goes to primary on a kept connection', async () => {
    const { send, live, asked } = await mirroredTo();
    for (let count = 1; count <= 3; count += 1) {
      await send(get('/a'));
      await until(() => live.exchanges.length === count);
    }
    expect(new Set(asked.map(({ port }) => port)).size).toBe(1);
    expect(new Set(live.exchanges.map(({ connection }) => connection)).size).toBe(3);
  });

  it('goes on a new connection if primary closes each connection', async () => {
    const { send, live, asked } = await mirroredTo((response) =>
      response.setHeader('connection', 'close').end('ok'),
    );
    for (let count = 1; count <= 3; count += 1) {
      await send(get('/a'));
      await until(() => live.exchanges.length === count);
    }
    expect(new Set(asked.map(({ port }) => port)).size).toBe(3);
    expect(live.exchanges.map(({ leftOut }) => leftOut)).toEqual([null, null, null]);
  });

  it('may follow others on one connection', async () => {
    const { send, live } = await mirroredTo();
    const answers = await send(kept('/a') + kept('/a') + get('/a'));
    expect(answers.match(/204 No Content/g)).toHaveLength(3);
    await until(() => live.exchanges.length === 3);
  });

  it('does not count as an answer to a client', async () => {
    const { send, live } = await mirroredTo();
    await send(get('/a'));
    await until(() => live.exchanges.length === 1);
    expect(Object.values(live.report().answers).every((count) => count === 0)).toBe(true);
  });
});

const graphql = [{ match: 'GET /graphql', by: 'graphql' }];
const rpcButPay = [
  { match: 'POST /rpc', by: 'jsonrpc', safe: true },
  { match: 'POST /rpc pay', mirror: 'off' },
];

describe('a copy that primary does not get', () => {
  const cases: readonly (readonly [string, string, Record<string, unknown>])[] = [
    ['unsafe_method', post('/a', 'x'), {}],
    ['unsafe_method', get('/a', 'X-HTTP-Method-Override: DELETE\r\n'), {}],
    ['unsafe_method', get('/graphql?query=mutation%7Bpay%7D'), { routes: graphql }],
    ['unsafe_method', post('/rpc', '{"method":"pay"}'), { routes: rpcButPay }],
    ['route_off', get('/healthz'), { routes: [{ match: 'GET /healthz', mirror: 'off' }] }],
    ['not_sampled', get('/a'), { mirror: { sample: 0 } }],
    ['upgrade', get('/a', 'Upgrade: websocket\r\nConnection: upgrade\r\n'), {}],
    ['already_mirrored', get('/a', 'X-Parallax-Copy: 0a1b2c3d\r\n'), {}],
    ['already_mirrored', get('/a', 'X-Parallax-Exchange: 0a1b2c3d-1\r\n'), {}],
  ];
  it.each(cases)('is left out as %s', async (reason, request, overrides) => {
    const { send, live, asked } = await mirroredTo(undefined, overrides);
    expect(await send(request)).toMatch(noContent);
    await until(() => live.exchanges.length === 1);
    expect(live.exchanges[0]).toMatchObject({ leftOut: reason, requestWhole: false, sentAt: 0 });
    expect(asked).toEqual([]);
  });
});

describe('a copy of a write', () => {
  it('is sent completely if primary and candidate have their own states', async () => {
    const { send, live, asked } = await mirroredTo(undefined, {
      outOfPath: { primaryOwnState: true },
      candidate: { url: 'http://127.0.0.1:9', ownState: true },
      mirror: { methods: 'all' },
    });
    await send(post('/a', 'hello'));
    await until(() => live.exchanges.length === 1);
    expect(asked).toMatchObject([{ method: 'POST', body: 'hello' }]);
    expect(live.exchanges[0]).toMatchObject({ leftOut: null, requestWhole: true });
  });

  it('is sent on a route with safe: true', async () => {
    const routes = [{ match: 'POST /search', safe: true }];
    const { send, live, asked } = await mirroredTo(undefined, { routes });
    await send(post('/search', 'q'));
    await until(() => live.exchanges.length === 1);
    expect(asked).toMatchObject([{ url: '/search', body: 'q' }]);
  });

  it('may come in chunks, and is sent with a length', async () => {
    const routes = [{ match: 'POST /search', safe: true }];
    const { send, asked } = await mirroredTo(undefined, { routes });
    const head = 'POST /search HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n';
    await send(`${head}Connection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`);
    await until(() => asked.length === 1);
    expect(asked[0]?.headers['content-length']).toBe('5');
    expect(asked[0]?.body).toBe('abcde');
  });
});

describe('an incomplete copy', () => {
  it('counts as lost on its route if the mirror breaks it off', async () => {
    const { open, live, asked } = await mirroredTo();
    const socket = open();
    socket.write('GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc');
    await once(socket, 'connect');
    await until(() => live.report().gauges.connections === 1);
    socket.destroy();
    await until(() => live.exchanges.length === 1);
    expect(live.exchanges[0]).toMatchObject({ leftOut: 'aborted', requestWhole: false, sentAt: 0 });
    expect(asked).toEqual([]);
  });

  it('is closed if its body does not come in time', async () => {
    const { send, live } = await mirroredTo(undefined, { limits: { headTimeoutMs: 50 } });
    const answer = await send('GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    await until(() => live.exchanges.length === 1);
    expect(live.exchanges[0]).toMatchObject({ leftOut: 'aborted' });
  });

  it('is answered, and counts as lost on its route, above the limit of a body', async () => {
    const { send, live, asked } = await mirroredTo(undefined, {
      capture: { bodyBytesMax: 4 },
      routes: [{ match: 'POST /search', safe: true }],
    });
    expect(await send(post('/search', 'hello'))).toMatch(noContent);
    await until(() => live.exchanges.length === 1);
    expect(live.exchanges[0]).toMatchObject({ leftOut: 'body_too_large', requestWhole: false });
    expect(Buffer.from(live.exchanges[0]!.request.head).toString()).toContain('POST /search');
    expect(asked).toEqual([]);
  });

  it('is no loss if policy leaves it out', async () => {
    const { send, live } = await mirroredTo(undefined, { capture: { bodyBytesMax: 4 } });
    await send(post('/a', 'hello'));
    await until(() => live.exchanges.length === 1);
    expect(live.exchanges[0]).toMatchObject({ leftOut: 'unsafe_method' });
    expect(live.report().shed).toEqual({});
  });

  it('is refused if it is malformed', async () => {
    const { send, live } = await mirroredTo();
    expect(await send('GET /a HTTP/1.1\nHost: a\n\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(live.report().turnedAway).toEqual({ refused_request: 1 });
  });
});

describe('primary behind a mirror', () => {
  it('gets no more concurrent copies than outOfPath.concurrency, and others wait', async () => {
    const held: ServerResponse[] = [];
    const { send, live, asked } = await mirroredTo((response) => held.push(response), {
      outOfPath: { concurrency: 2 },
    });
    for (let count = 0; count < 5; count += 1) await send(get('/a'));
    await until(() => asked.length === 2);
    expect(live.report().gauges).toMatchObject({
      copies: 5,
      copies_waiting: 3,
      copies_in_flight: 2,
    });
    while (live.exchanges.length < 5) {
      for (const response of held.splice(0)) response.end('ok');
      await new Promise(setImmediate);
    }
    expect(live.exchanges.every(({ leftOut }) => leftOut === null)).toBe(true);
  });

  it('gets copies in their order if outOfPath.concurrency is 1', async () => {
    const { send, live, asked } = await mirroredTo(undefined, { outOfPath: { concurrency: 1 } });
    await send(kept('/1') + kept('/2') + kept('/3') + get('/4'));
    await until(() => live.exchanges.length === 4);
    expect(asked.map(({ url }) => url)).toEqual(['/1', '/2', '/3', '/4']);
  });

  it('does not get copies above outOfPath.queueMax, which are answered nevertheless', async () => {
    const { send, live } = await mirroredTo(() => undefined, {
      outOfPath: { concurrency: 1, queueMax: 2 },
    });
    for (let count = 0; count < 5; count += 1) expect(await send(get('/a'))).toMatch(noContent);
    await until(() => live.exchanges.length === 2);
    expect(leftOutOf(live)).toEqual(['primary_busy', 'primary_busy']);
  });

  it('gets a burst of five if outOfPath.perSecondMax is lower', async () => {
    const outOfPath = { perSecondMax: 0.01 };
    const { send, live, asked } = await mirroredTo(undefined, { outOfPath });
    for (let count = 0; count < 8; count += 1) await send(get('/a'));
    await until(() => live.exchanges.length === 8);
    expect(leftOutOf(live).filter((reason) => reason === 'primary_rate')).toHaveLength(3);
    expect(asked).toHaveLength(5);
  });

  it.each([
    ['answers with 503', (response: ServerResponse) => response.writeHead(503).end()],
    ['breaks connections', (response: ServerResponse) => response.destroy()],
    ['is slow', () => undefined],
  ])('gets fewer copies when it %s', async (_, answer) => {
    const outOfPath = { slowMs: 20, timeoutMs: 40 };
    endlessPause();
    const { send, live, asked } = await mirroredTo(answer, { outOfPath });
    for (let count = 1; count <= 5; count += 1) {
      await send(get('/a'));
      await until(() => live.exchanges.length === count);
    }
    expect(live.report().gauges.primary_breaker_open).toBe(1);
    await send(get('/a'));
    await until(() => live.exchanges.length === 6);
    expect(live.exchanges[5]).toMatchObject({ leftOut: 'primary_breaker' });
    expect(asked).toHaveLength(5);
  });

  it('gets all copies although it seems slow because the thread stood still', async () => {
    const slowMs = 200;
    const { send, live, asked } = await mirroredTo(
      (response) => {
        response.end('ok');
        standStill(2 * slowMs);
      },
      { outOfPath: { slowMs, timeoutMs: 2 * slowMs } },
    );
    for (let count = 1; count <= 6; count += 1) {
      await send(get('/a'));
      await until(() => live.exchanges.length === count);
    }
    expect(live.report().gauges.primary_breaker_open).toBe(0);
    expect(asked).toHaveLength(6);
  });

  it('that cannot be reached costs exchanges, but no answer to the mirror', async () => {
    const { send, live } = await mirroredTo(undefined, { primary: 'http://127.0.0.1:9' });
    expect(await send(get('/a'))).toMatch(noContent);
    await until(() => live.exchanges.length === 1);
    expect(live.exchanges[0]).toMatchObject({ leftOut: 'aborted', requestWhole: false });
    expect(live.report().turnedAway).toEqual({});
  });
});

describe('an answer of primary to a copy', () => {
  it('is broken off if it is too large to be compared', async () => {
    const pieceBytes = 1024 * 1024;
    let sent = 0;
    let isOpen = true;
    const { send, live } = await mirroredTo((response) => {
      response.on('close', () => (isOpen = false));
      const goOn = (error?: Error | null): void => {
        if (!isOpen || (error ?? null) !== null) return;
        sent += pieceBytes;
        response.write(Buffer.alloc(pieceBytes), goOn);
      };
      goOn();
    });
    await send(get('/export'));
    await until(() => live.exchanges.length === 1 && !isOpen);
    expect(live.exchanges[0]).toMatchObject({ leftOut: 'body_too_large' });
    expect(live.report().gauges).toMatchObject({ copies_in_flight: 0, primary_breaker_open: 0 });
    expect(sent).toBeLessThan(64 * pieceBytes);
  });
});

describe('a stop with outOfPath', () => {
  it('lets primary answer the received copies', async () => {
    const { send, live, asked } = await mirroredTo((response) => {
      setTimeout(() => response.end('ok'), 100);
    });
    await send(get('/a'));
    await until(() => asked.length === 1);
    await live.drain(5_000);
    await until(() => live.exchanges.length === 1);
    expect(live.exchanges[0]).toMatchObject({ leftOut: null });
  });

  it.each([
    ['has got', 8, 3],
    ['has not got yet', 1, 1],
  ])('counts the copies at its deadline that primary %s', async (_, concurrency, askedFor) => {
    const outOfPath = { concurrency };
    const { send, live, asked } = await mirroredTo(() => undefined, { outOfPath });
    for (let count = 0; count < 3; count += 1) await send(get('/a'));
    await until(() => asked.length === askedFor);
    await live.drain(50);
    await until(() => live.exchanges.length === 3);
    expect(leftOutOf(live)).toEqual(['aborted', 'aborted', 'aborted']);
  });
});

describe('random copies', () => {
  it('are all recorded as exchanges, whatever primary does', async () => {
    const faults: readonly ((response: ServerResponse) => unknown)[] = [
      (response) => response.end('ok'),
      (response) => response.setHeader('connection', 'close').end('ok'),
      (response) => response.destroy(),
      (response) => response.write('part', () => response.destroy()),
      (response) => response.writeHead(204).end(),
      (response) => response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxx'),
      (response) => response.socket?.end('nonsense\r\n\r\n'),
      () => undefined,
    ];
    const { send, live } = await mirroredTo(
      (response, { url }) => faults[Number(url.slice(1)) % faults.length]?.(response),
      { outOfPath: { perSecondMax: 10_000, timeoutMs: 50, concurrency: 3, queueMax: 20 } },
    );
    let copies = 0;
    for (let round = 0; round < 20; round += 1) {
      const paths = Array.from({ length: 12 }, (_, index) => `/${round * 12 + index}`);
      await Promise.all(paths.map((path) => send(get(path))));
      copies += paths.length;
    }
    await until(() => live.exchanges.length >= copies);
    await live.drain(1_000);
    expect(live.exchanges).toHaveLength(copies);
    expect(live.report().shed).toEqual({});
    expect(live.report().gauges).toMatchObject({ copies, copies_in_flight: 0, capture_bytes: 0 });
  });
});

describe('a new config with outOfPath', () => {
  it('sends the next copy to the new primary', async () => {
    const { send, live, asked } = await mirroredTo();
    const other = await mirroredTo();
    await send(get('/former'));
    await until(() => live.exchanges.length === 1);
    live.configure({ primary: other.primaryUrl });
    await send(get('/next'));
    await until(() => live.exchanges.length === 2);
    expect(asked.map(({ url }) => url)).toEqual(['/former']);
    expect(other.asked.map(({ url }) => url)).toEqual(['/next']);
    expect(live.exchanges.map(({ revision }) => revision)).toEqual([1, 2]);
  });
});

describe('a primary address that leads to the mirroring proxy', () => {
  it('gets each copy once, without a loop', async () => {
    const { send, live, asked } = await mirroredTo((response, { headers, url }) => {
      const mark = `X-Parallax-Copy: ${String(headers['x-parallax-copy'])}\r\n`;
      void send(get(url, mark));
      response.end('ok');
    });
    await send(get('/a'));
    await until(() => live.exchanges.length === 2);
    const reasons = new Set(live.exchanges.map(({ leftOut }) => leftOut));
    expect(reasons).toEqual(new Set(['already_mirrored', null]));
    expect(asked).toHaveLength(1);
  });
});
