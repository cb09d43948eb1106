import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { until } from '../../support/until.ts';
import { freePort } from '../../support/free-port.ts';
import { mirrorTo, mirrorToUrl, ok } from '../raw-candidate.ts';
import type { ShadowUnderTest } from '../shadow-under-test.ts';

/** A candidate that can be stopped, and has its connections closed. */
async function candidateUnderTest() {
  const sockets = new Set<{ end(): void; destroy(): void }>();
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('data', () => socket.write(ok));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const closeConnections = (): void => {
    for (const socket of sockets) socket.end();
    sockets.clear();
  };
  const stop = (): void => {
    closeConnections();
    server.close();
  };
  onTestFinished(stop);
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    closeConnections,
    stop,
    connections: () => connections,
  };
}

function outagesOf(shadow: ShadowUnderTest): number {
  return shadow.report().gauges['candidate_outages'] ?? 0;
}

it('a candidate that is stopped between two requests has an outage', async () => {
  const candidate = await candidateUnderTest();
  const shadow = mirrorToUrl(candidate.url);
  await shadow.mirror();
  candidate.stop();
  await until(() => outagesOf(shadow) === 1);
});

it('a candidate that closes idle connections has no outage', async () => {
  const candidate = await candidateUnderTest();
  const shadow = mirrorToUrl(candidate.url);
  await shadow.mirror();
  candidate.closeConnections();
  // The mirrored one, and two to see whether it listens.
  await until(() => candidate.connections() === 3);
  await shadow.mirror();
  expect(outagesOf(shadow)).toBe(0);
});

it('a candidate that refuses a request has an outage', async () => {
  const shadow = mirrorToUrl(`http://127.0.0.1:${await freePort()}`);
  await shadow.mirror();
  expect(outagesOf(shadow)).toBe(1);
});

it('a candidate that breaks connections off has no outage', async () => {
  const shadow = await mirrorTo((socket) => socket.destroy());
  for (let i = 0; i < 5; i += 1) await shadow.mirror({ method: 'POST' });
  expect(outagesOf(shadow)).toBe(0);
});

it('a candidate whose version is polled is not watched separately', async () => {
  const candidate = { version: { poll: { path: '/version' } } };
  const shadow = mirrorToUrl(`http://127.0.0.1:${await freePort()}`, { candidate });
  await shadow.mirror();
  expect(outagesOf(shadow)).toBe(0);
});
