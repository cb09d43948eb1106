/** The counts of answers to clients: by class of status, with Parallax's own answers separately. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { converse, rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';

const get = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
const none = { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0, other: 0 };

async function startBefore(url: string): Promise<LiveUnderTest> {
  const live = await startLive(url, { mirror: { methods: 'none' } });
  onTestFinished(() => live.drain(0));
  return live;
}

async function behind(onConnection: (socket: Socket) => void): Promise<LiveUnderTest> {
  const primary = await rawServer(onConnection);
  onTestFinished(() => primary.close());
  return startBefore(`http://127.0.0.1:${primary.port}`);
}

/** A primary with this answer to each request. */
function answering(answer: string): Promise<LiveUnderTest> {
  return behind((socket) => socket.once('data', () => socket.end(answer)));
}

describe('an answer of primary', () => {
  it.each([
    ['200 OK', '2xx'],
    ['302 Found', '3xx'],
    ['404 Not Found', '4xx'],
    ['503 Service Unavailable', '5xx'],
    ['799 Odd', 'other'],
  ])('with %s is counted as %s', async (status, name) => {
    const live = await answering(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
    await converse(live.port, [get]);
    expect(live.report().answers).toEqual({ ...none, [name]: 1 });
  });

  it('is counted once, after any interim answers', async () => {
    const live = await answering(
      'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    );
    await converse(live.port, [get]);
    expect(live.report().answers).toEqual({ ...none, '2xx': 1 });
  });

  it('is not counted on an opaque connection, which is counted instead', async () => {
    const live = await answering('HTTP/1.1 200 OK\nContent-Length: 0\n\n');
    await converse(live.port, [get]);
    expect(live.report()).toMatchObject({ answers: none, opaque: { malformed_head: 1 } });
  });

  it('has as its latency the time for which Parallax may have delayed it', async () => {
    const live = await answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    await converse(live.port, [get]);
    const { counts = [], sumSeconds = Number.NaN } = live.report().delays ?? {};
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(sumSeconds).toBeGreaterThanOrEqual(0);
    expect(sumSeconds).toBeLessThan(10);
  });

  it('is in one report', async () => {
    const live = await answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    await converse(live.port, [get]);
    live.report();
    expect(live.report().answers).toEqual(none);
  });
});

describe('a primary that cannot be reached', () => {
  it('is reported with its address and the reason, and with the 502 to clients', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const live = await startBefore(url);
    await converse(live.port, [get]);
    await converse(live.port, [get]);
    expect(live.report()).toMatchObject({
      answers: none,
      turnedAway: { bad_gateway: 2 },
      connectFaults: { refused: 2 },
      outages: [{ deployment: 'primary', url, fault: 'refused' }],
    });
  });

  it('is counted without a 502 if the client got none on an opaque connection', async () => {
    const live = await startBefore(`http://127.0.0.1:${await freePort()}`);
    await converse(live.port, [Buffer.from('\x16\x03\x01no http\r\n\r\n')]);
    const { turnedAway, connectFaults } = live.report();
    expect({ turnedAway, connectFaults }).toEqual({
      turnedAway: {},
      connectFaults: { refused: 1 },
    });
  });

  it('is no longer reported once a connection succeeds', async () => {
    const port = await freePort();
    const live = await startBefore(`http://127.0.0.1:${port}`);
    await converse(live.port, [get]);
    expect(live.report().outages).toHaveLength(1);
    const primary = createServer((socket) => socket.on('error', () => undefined)).listen(port);
    await once(primary, 'listening');
    onTestFinished(() => void primary.close());
    const client = connect(live.port, '127.0.0.1');
    onTestFinished(() => void client.destroy());
    client.on('error', () => undefined).write(get);
    await until(() => live.report().outages.length === 0);
  });
});
