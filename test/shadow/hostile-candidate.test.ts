/**
 * A candidate is code under test and may do anything with a connection. Whatever it does must end
 * up as a finding of a known kind, in bounded time and memory, and must not keep the next exchange
 * from being mirrored.
 */
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Leg } from '../../src/vocabulary/pair.ts';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { failed, mirrorTo, ok } from './raw-candidate.ts';
import { answerOf, type ShadowUnderTest } from './shadow-under-test.ts';

const stale: Leg = { kind: 'unsent', reason: 'stale_connection' };

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
  ])('%s, counts as a reset', async (_, answer) => {
    const shadow = await mirrorTo((socket) => socket.end(answer));
    expect(await shadow.mirror({ method: 'POST' })).toEqual(failed('reset'));
  });

  it('with a TCP reset within a body, counts as a reset', async () => {
    const shadow = await mirrorTo((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', () => {
        setImmediate(() => socket.resetAndDestroy());
      });
    });
    expect(await shadow.mirror()).toEqual(failed('reset'));
  });
});

describe('a candidate that sends interim answers without end', () => {
  it('counts as invalid, however fast they come', async () => {
    const flood = 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1000);
    const shadow = await mirrorTo((socket) => {
      const pour = (): boolean => socket.write(flood, () => socket.destroyed || pour());
      pour();
    });
    expect(await shadow.mirror()).toEqual(failed('invalid'));
  });
});

describe('a candidate that breaks a new connection', () => {
  it('does not get the request again', async () => {
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
  it('counts as having answered', async () => {
    const shadow = await mirrorTo((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nto the end'));
    expect(answerOf(await shadow.mirror()).body).toBe('to the end');
  });
});

describe('a candidate that closes a kept connection just as Parallax uses it', () => {
  it('gets the request again on a new connection', async () => {
    const { shadow, requests } = await mirrorToForgetful();
    await shadow.mirror();
    expect(answerOf(await shadow.mirror()).body).toBe('ok');
    expect(requests()).toBe(3);
  });

  it('does not get a write twice, and the exchange is no evidence', async () => {
    const { shadow, requests } = await mirrorToForgetful();
    await shadow.mirror();
    expect(await shadow.mirror({ method: 'POST' })).toEqual(stale);
    expect(requests()).toBe(2);
    expect(shadow.report().shed).toEqual({ stale_connection: 1 });
  });

  it('gets later writes on new connections, so that repeated breaks count as failures', async () => {
    let requests = 0;
    const shadow = await mirrorTo((socket, request) => {
      requests += 1;
      if (request.includes('POST')) socket.destroy();
      else socket.write(ok);
    });
    await shadow.mirror();
    expect(await shadow.mirror({ method: 'POST' })).toEqual(stale);
    await shadow.mirror();
    expect(await shadow.mirror({ method: 'POST' })).toEqual(failed('reset'));
    expect(requests).toBe(4);
  });

  it('is not suspended by the breaker', async () => {
    const used = new WeakSet<Socket>();
    let waiting: (() => unknown)[] = [];
    const shadow = await mirrorTo((socket, request) => {
      const isForgotten = used.has(socket) && request.includes('POST');
      used.add(socket);
      waiting.push(() => (isForgotten ? socket.destroy() : socket.write(ok)));
      // All at once, so that each write finds a connection that was used.
      if (waiting.length < 25) return;
      for (const answer of waiting) answer();
      waiting = [];
    });
    const exchange = exchangesFrom();
    const together = { startedAt: 1, endedAt: 2 };
    const many = (method: string) =>
      Array.from({ length: 25 }, () => exchange({ method }, together));
    shadow.send(...many('GET'));
    await until(() => shadow.pairs.length === 25);
    shadow.send(...many('POST'));
    await until(() => shadow.pairs.length === 50);
    expect(shadow.report().shed).toEqual({ stale_connection: 25 });
    expect(shadow.report().gauges.breaker_open).toBe(0);
  });

  it('does not get a GET twice whose override makes it a write', async () => {
    const { shadow, requests } = await mirrorToForgetful();
    await shadow.mirror();
    const fields = ['Host', 'a', 'X-HTTP-Method-Override', 'DELETE'];
    expect(await shadow.mirror({ fields })).toEqual(stale);
    expect(requests()).toBe(2);
  });

  it('counts as failed if it closes the new connection, too', async () => {
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

  it('counts as failed if it had begun to answer', async () => {
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

describe('a secondary that closes a kept connection just as Parallax sends a write', () => {
  it('provides no noise, and may have missed the write', async () => {
    const used = new WeakSet<Socket>();
    const { port, close } = await rawServer((socket) => {
      socket.on('data', () => {
        if (used.has(socket)) socket.destroy();
        else socket.write(ok);
        used.add(socket);
      });
    });
    onTestFinished(close);
    const secondary = { url: `http://127.0.0.1:${port}`, ownState: true };
    const shadow = await mirrorTo((socket) => socket.write(ok), { secondary });
    await shadow.mirror();
    await shadow.mirror({ method: 'POST' });
    expect(shadow.pairs.map((pair) => pair.secondary?.kind)).toEqual(['answered', undefined]);
    expect(shadow.report().gauges).toMatchObject({
      secondary_failures: 0,
      secondary_missed_writes: 1,
    });
  });
});

describe('a candidate with an invalid answer', () => {
  const twoLengths = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab';

  it.each([
    ['with another protocol', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ['with an invalid status', 'HTTP/1.1 9000 OK\r\n\r\n'],
    [
      'with an upgrade that was not requested',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    ],
    ['with an incomplete upgrade', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
    ['with an invalid chunk size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['with two lengths', twoLengths],
    ['with two lengths after an early hint', `HTTP/1.1 103 Early Hints\r\n\r\n${twoLengths}`],
    ['with a head without an end', `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(100_000)}`],
  ])('%s, counts as invalid', async (_, answer) => {
    const shadow = await mirrorTo((socket) => socket.write(answer));
    expect(await shadow.mirror()).toEqual(failed('invalid'));
  });

  it('does not fail because of a head as large as primary may send', async () => {
    const long = 'x'.repeat(50_000);
    const shadow = await mirrorTo((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${long}\r\nContent-Length: 2\r\n\r\nok`),
    );
    expect(answerOf(await shadow.mirror()).head).toContain(long);
  });

  it('does not fail because of bytes after its answer', async () => {
    const shadow = await mirrorTo((socket) => socket.write(`${ok}HTTP/1.1 200 OK\r\n\r\nmore`));
    expect(answerOf(await shadow.mirror()).body).toBe('ok');
    expect(answerOf(await shadow.mirror()).body).toBe('ok');
  });
});

describe('a candidate that sends 100 Continue without being asked', () => {
  // RFC 9110, section 15.2.
  it('counts as answering with the response after it', async () => {
    const shadow = await mirrorTo((socket) => socket.write(`HTTP/1.1 100 Continue\r\n\r\n${ok}`));
    expect(answerOf(await shadow.mirror({ method: 'POST', body: 'x' })).body).toBe('ok');
  });
});

describe('a candidate whose answer is too large', () => {
  const small = { capture: { bodyBytesMax: 10_000 } };

  it('is stopped at the limit, and its connection is closed', async () => {
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

  it('counts as having answered if the body has exactly the maximum size', async () => {
    const body = 'x'.repeat(10_000);
    const shadow = await mirrorTo(
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n${body}`),
      small,
    );
    expect(answerOf(await shadow.mirror()).body).toBe(body);
  });

  it('is not suspended by the breaker, because it does answer', async () => {
    const shadow = await mirrorTo(
      (socket) => socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(20_000)}`),
      small,
    );
    for (let i = 0; i < 25; i += 1) await shadow.mirror();
    expect(shadow.report().gauges.breaker_open).toBe(0);
  });
});
