/** Candidate, secondary and, for replays, primary may be on a Unix socket. */
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { listenOnSocket, type SocketFolder, socketFolder } from '../support/socket-folder.ts';
import { until } from '../support/until.ts';
import { failed, mirrorToUrl, ok } from './raw-candidate.ts';
import { answerOf } from './shadow-under-test.ts';

let folder: SocketFolder;

beforeEach(() => {
  folder = socketFolder();
});

afterEach(() => folder[Symbol.dispose]());

/** A deployment on a Unix socket that answers each small request so. */
async function deploymentOn(name: string, answer = ok) {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('data', () => socket.write(answer));
  });
  const close = await listenOnSocket(server, folder.path(name));
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await close();
  };
  onTestFinished(stop);
  return { url: `unix:${folder.path(name)}`, stop, connections: () => connections };
}

describe('a candidate on a Unix socket', () => {
  it('answers, and its connection is used again', async () => {
    const candidate = await deploymentOn('candidate.sock');
    const shadow = mirrorToUrl(candidate.url);
    for (let i = 0; i < 3; i += 1) expect(answerOf(await shadow.mirror()).body).toBe('ok');
    expect(candidate.connections()).toBe(1);
  });

  it.each([
    ['the Host of the client', {}, 'shop.test'],
    ['localhost with hostHeader: upstream', { hostHeader: 'upstream' }, 'localhost'],
  ])('gets %s', async (_, keys, host) => {
    const server = createHttpServer((request, response) => response.end(request.headers.host));
    onTestFinished(await listenOnSocket(server, folder.path('candidate.sock')));
    const shadow = mirrorToUrl(`unix:${folder.path('candidate.sock')}`, { candidate: keys });
    const leg = await shadow.mirror({ fields: ['Host', 'shop.test', 'Connection', 'close'] });
    expect(answerOf(leg).body).toBe(host);
  });

  it('has an outage with its path while the socket does not exist', async () => {
    const url = `unix:${folder.path('candidate.sock')}`;
    const shadow = mirrorToUrl(url);
    expect(await shadow.mirror()).toEqual(failed('refused'));
    const { outages, gauges, ownLimits } = shadow.report();
    expect(outages).toMatchObject([{ deployment: 'candidate', url, fault: 'refused' }]);
    expect([gauges['candidate_outages'], ownLimits]).toEqual([1, {}]);
    await deploymentOn('candidate.sock');
    expect(answerOf(await shadow.mirror()).body).toBe('ok');
    expect(shadow.report().outages).toEqual([]);
  });

  it('has an outage if it is stopped between two requests', async () => {
    const candidate = await deploymentOn('candidate.sock');
    const shadow = mirrorToUrl(candidate.url);
    await shadow.mirror();
    await candidate.stop();
    await until(() => shadow.report().gauges['candidate_outages'] === 1);
  });

  it('counts as failed if it closes in the middle of an answer', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
    });
    onTestFinished(await listenOnSocket(server, folder.path('candidate.sock')));
    const shadow = mirrorToUrl(`unix:${folder.path('candidate.sock')}`);
    expect(await shadow.mirror()).toEqual(failed('reset'));
  });
});

it('a secondary on a Unix socket answers beside the candidate', async () => {
  const candidate = await deploymentOn('candidate.sock');
  const secondary = await deploymentOn('secondary.sock');
  const shadow = mirrorToUrl(candidate.url, {
    secondary: { url: secondary.url, ownState: true },
  });
  await shadow.mirror();
  expect(shadow.pairs[0]?.secondary?.kind).toBe('answered');
});

it('a replay asks a primary on a Unix socket', async () => {
  const candidate = await deploymentOn('candidate.sock');
  const primary = await deploymentOn('primary.sock', ok.replace('200 OK', '203 Primary'));
  const shadow = mirrorToUrl(candidate.url, {
    primary: { url: primary.url, hostHeader: 'upstream' },
  });
  const { exchange } = await shadow.replay();
  expect(Buffer.from(exchange.response.head).toString()).toContain('203 Primary');
});
