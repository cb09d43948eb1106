/**
 * A candidate is code under test and may do anything with a connection. Whatever it does must end
 * up as a finding of a known kind, in bounded time and memory, and must not keep the next exchange
 * from being mirrored.
 */
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Leg } from '../../src/vocabulary/pair.ts';
import { freePort } from '../support/free-port.ts';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { answerOf, type ShadowUnderTest, startShadow } from './shadow-under-test.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A candidate that does this once per request. */
async function mirrorTo(
  onRequest: (socket: Socket) => void,
  overrides: Record<string, unknown> = {},
): Promise<ShadowUnderTest> {
  const { port, close } = await rawServer((socket) => socket.on('data', () => onRequest(socket)));
  cleanups.push(close);
  return mirrorToPort(port, overrides);
}

function mirrorToPort(port: number, overrides: Record<string, unknown> = {}): ShadowUnderTest {
  const shadow = startShadow(`http://127.0.0.1:${port}`, overrides);
  cleanups.push(() => shadow.close());
  return shadow;
}

/** Answers the first request on a connection and breaks it at the second one. */
async function mirrorToForgetful(): Promise<{ shadow: ShadowUnderTest; requests: () => number }> {
  const used = new WeakSet<Socket>();
  let requests = 0;
  const shadow = await mirrorTo((socket) => {
    requests += 1;
    if (used.has(socket)) socket.destroy();
    else socket.write(ok);
    used.add(socket);
  });
  return { shadow, requests: () => requests };
}

/** Says nothing to some requests, and nonsense to all others. */
async function mirrorToHalfDead(): Promise<ShadowUnderTest> {
  const { port, close } = await rawServer((socket) =>
    socket.on('data', (chunk: Buffer) => {
      if (!chunk.includes('/hangs')) socket.end('nonsense');
    }),
  );
  cleanups.push(close);
  return mirrorToPort(port);
}

function failed(failure: string): Leg {
  return { kind: 'failed', failure, totalMs: expect.any(Number) as number } as Leg;
}

describe('a candidate that breaks the connection', () => {
  it.each([
    ['before it answers', ''],
    ['within the head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['within a body of known length', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'],
    ['between chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n'],
    [
      'within the last answer',
      'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nhalf',
    ],
    [
      'within the chunks of the last answer',
      'HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n',
    ],
  ])('%s, is a reset', async (_, answer) => {
    const shadow = await mirrorTo((socket) => socket.end(answer));
    expect(await shadow.mirror({ method: 'POST' })).toEqual(failed('reset'));
  });

  it('with a TCP reset within a body, is a reset', async () => {
    const shadow = await mirrorTo((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', () => {
        setImmediate(() => socket.resetAndDestroy());
      });
    });
    expect(await shadow.mirror()).toEqual(failed('reset'));
  });
});

describe('a candidate that breaks a new connection', () => {
  it('is not asked again', async () => {
    let requests = 0;
    const shadow = await mirrorTo((socket) => {
      requests += 1;
      socket.destroy();
    });
    expect(await shadow.mirror()).toEqual(failed('reset'));
    expect(requests).toBe(1);
  });
});

describe('a candidate that ends its answer by closing', () => {
  it('has answered', async () => {
    const shadow = await mirrorTo((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nto the end'));
    expect(answerOf(await shadow.mirror()).body).toBe('to the end');
  });
});

describe('a candidate that closes a kept connection just as it is used', () => {
  it('is asked again on a new one', async () => {
    const { shadow, requests } = await mirrorToForgetful();
    await shadow.mirror();
    expect(answerOf(await shadow.mirror()).body).toBe('ok');
    expect(requests()).toBe(3);
  });

  it('is not sent a write twice', async () => {
    const { shadow, requests } = await mirrorToForgetful();
    await shadow.mirror();
    expect(await shadow.mirror({ method: 'POST' })).toEqual(failed('reset'));
    expect(requests()).toBe(2);
  });

  it('is not sent a GET twice that is a write by its override', async () => {
    const { shadow, requests } = await mirrorToForgetful();
    await shadow.mirror();
    const fields = ['Host', 'a', 'X-HTTP-Method-Override', 'DELETE'];
    expect(await shadow.mirror({ fields })).toEqual(failed('reset'));
    expect(requests()).toBe(2);
  });

  it('is found out if it does the same on the new one', async () => {
    let requests = 0;
    const shadow = await mirrorTo((socket) => {
      requests += 1;
      if (requests === 1) socket.write(ok);
      else socket.destroy();
    });
    await shadow.mirror();
    expect(await shadow.mirror()).toEqual(failed('reset'));
    expect(requests).toBe(3);
  });

  it('is found out if it had begun to answer', async () => {
    let requests = 0;
    const shadow = await mirrorTo((socket) => {
      requests += 1;
      if (requests === 1) socket.write(ok);
      else socket.end('H');
    });
    await shadow.mirror();
    expect(await shadow.mirror()).toEqual(failed('reset'));
    expect(requests).toBe(2);
  });
});

describe('a candidate that does not speak HTTP', () => {
  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ['a status that is none', 'HTTP/1.1 9000 OK\r\n\r\n'],
    [
      'an upgrade that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    ],
    ['half an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
    ['a 100 that nobody asked for', `HTTP/1.1 100 Continue\r\n\r\n${ok}`],
    ['a chunk size that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a head without end', `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(100_000)}`],
  ])('but %s, is invalid', async (_, answer) => {
    const shadow = await mirrorTo((socket) => socket.write(answer));
    expect(await shadow.mirror()).toEqual(failed('invalid'));
  });

  it('may have a head as large as primary may', async () => {
    const long = 'x'.repeat(50_000);
    const shadow = await mirrorTo((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${long}\r\nContent-Length: 2\r\n\r\nok`),
    );
    expect(answerOf(await shadow.mirror()).head).toContain(long);
  });

  it('but adds bytes to its answer, has answered', async () => {
    const shadow = await mirrorTo((socket) => socket.write(`${ok}HTTP/1.1 200 OK\r\n\r\nmore`));
    expect(answerOf(await shadow.mirror()).body).toBe('ok');
    expect(answerOf(await shadow.mirror()).body).toBe('ok');
  });
});

describe('a candidate whose answer is too large', () => {
  const small = { capture: { bodyBytesMax: 10_000 } };

  it('is stopped at the limit, and its connection closed', async () => {
    let closed = false;
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;
    const shadow = await mirrorTo((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const endless = (): void => {
        if (!socket.destroyed) socket.write(chunk, endless);
      };
      socket.on('close', () => (closed = true));
      endless();
    }, small);
    expect(await shadow.mirror()).toEqual(failed('too_large'));
    await until(() => closed);
  });

  it('has answered if the body has just the size that is allowed', async () => {
    const body = 'x'.repeat(10_000);
    const shadow = await mirrorTo(
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n${body}`),
      small,
    );
    expect(answerOf(await shadow.mirror()).body).toBe(body);
  });

  it('is not kept from being asked: it is there', async () => {
    const shadow = await mirrorTo(
      (socket) => socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(20_000)}`),
      small,
    );
    for (let i = 0; i < 25; i += 1) await shadow.mirror();
    expect(shadow.report().gauges.breaker_open).toBe(0);
  });
});

describe('a candidate that does not answer in time', () => {
  const quick = { candidate: { timeoutMs: 100 } };

  it.each([
    ['says nothing', ''],
    ['stops within the head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['stops within the body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'],
  ])('because it %s, times out, and its connection is closed', async (_, answer) => {
    let closed = false;
    const shadow = await mirrorTo((socket) => {
      socket.on('end', () => (closed = true)).on('close', () => (closed = true));
      if (answer !== '') socket.write(answer);
    }, quick);
    expect(await shadow.mirror()).toEqual(failed('timeout'));
    await until(() => closed);
  });

  it('because it trickles, times out all the same', async () => {
    const shadow = await mirrorTo((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      const trickle = setInterval(() => socket.write('x'), 5);
      socket.on('close', () => clearInterval(trickle));
    }, quick);
    expect(await shadow.mirror()).toEqual(failed('timeout'));
  });

  it('is asked again afterwards, on a new connection', async () => {
    let requests = 0;
    const shadow = await mirrorTo((socket) => {
      requests += 1;
      if (requests > 1) socket.write(ok);
    }, quick);
    expect(await shadow.mirror()).toEqual(failed('timeout'));
    expect(answerOf(await shadow.mirror()).body).toBe('ok');
  });
});

describe('a candidate that is not there', () => {
  it('is refused, and the log says why', async () => {
    const shadow = mirrorToPort(await freePort());
    expect(await shadow.mirror()).toEqual(failed('refused'));
    expect(shadow.lines).toContainEqual(
      expect.objectContaining({ failure: 'refused', code: 'ECONNREFUSED' }),
    );
  });

  it('is refused if its name means nothing', async () => {
    const shadow = startShadow('http://nowhere.invalid:80');
    cleanups.push(() => shadow.close());
    expect(await shadow.mirror()).toEqual(failed('refused'));
  });
});

describe('a candidate that fails again and again', () => {
  it('is no longer asked, and what waits for it is shed', async () => {
    let requests = 0;
    const shadow = await mirrorTo((socket) => {
      requests += 1;
      socket.end('nonsense');
    });
    const exchange = exchangesFrom();
    shadow.send(...Array.from({ length: 500 }, () => exchange({ method: 'POST' })));
    await until(() => shadow.pairs.length === 500);
    expect(requests).toBe(20);
    const report = shadow.report();
    expect(report.shed).toEqual({ breaker_open: 480 });
    expect(report.gauges).toMatchObject({ breaker_open: 1, mirror_queue: 0, mirror_in_flight: 0 });
  });

  it('is asked again after a pause, and mirrored to as before when it answers', async () => {
    let requests = 0;
    const shadow = await mirrorTo((socket) => {
      requests += 1;
      if (requests > 20) socket.write(ok);
      else socket.end('nonsense');
    });
    for (let i = 0; i < 20; i += 1) await shadow.mirror();
    expect(await shadow.mirror()).toEqual({ kind: 'unsent', reason: 'breaker_open' });
    let leg: Leg;
    do leg = await shadow.mirror();
    while (leg.kind === 'unsent');
    expect(answerOf(leg).body).toBe('ok');
    expect(shadow.report().gauges.breaker_open).toBe(0);
  });

  it('by hanging, holds up what waits for one timeout, not for one each', async () => {
    let requests = 0;
    const shadow = await mirrorTo(() => (requests += 1), {
      candidate: { timeoutMs: 200 },
      mirror: { methods: 'all', concurrency: 30 },
    });
    const exchange = exchangesFrom();
    shadow.send(...Array.from({ length: 330 }, () => exchange()));
    await until(() => shadow.pairs.length === 330);
    // Those that time out before the twentieth does are replaced by others.
    expect(requests).toBeLessThanOrEqual(30 + 19);
    expect(shadow.report().shed).toEqual({ breaker_open: 330 - requests });
    await until(() => shadow.heldBytes === 0);
  });

  describe('while a write hangs', () => {
    const exchange = exchangesFrom();
    const hanging = exchange({ method: 'POST', target: '/hangs' }, { startedAt: 10, endedAt: 20 });
    const overlapping = Array.from({ length: 20 }, () => exchange({}, { startedAt: 15 }));
    const later = exchange({ target: '/later' });

    it('is not waited for by what was already waiting', async () => {
      const shadow = await mirrorToHalfDead();
      shadow.send(hanging, later, ...overlapping);
      await until(() => shadow.pairs.length === 21);
      const { candidate } = shadow.pairs.find(
        ({ exchange }) => exchange.sequence === later.sequence,
      )!;
      expect(candidate).toEqual({ kind: 'unsent', reason: 'breaker_open' });
    });

    it('is not waited for by what comes then', async () => {
      const shadow = await mirrorToHalfDead();
      shadow.send(hanging, ...overlapping);
      await until(() => shadow.pairs.length === 20);
      expect(await shadow.mirror()).toEqual({ kind: 'unsent', reason: 'breaker_open' });
      expect(shadow.report().gauges.mirror_in_flight).toBe(1);
    });
  });
});
