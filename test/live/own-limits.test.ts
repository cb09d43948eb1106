/**
 * Parallax may run out of descriptors, ports or memory while clients wait. Whoever looks for the cause of their
 * 502s must not be sent to primary.
 */
import { syncBuiltinESMExports } from 'node:module';
import net, { Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startLive } from '../support/live-plane.ts';
import { memoryLog } from '../support/memory-log.ts';
import { converse } from '../support/raw-socket.ts';

/** Makes each connection to this port fail with the code from now on. */
function failTo(port: number, code: string): void {
  const connect = net.connect.bind(net) as (...words: unknown[]) => Socket;
  const spy = vi.spyOn(net, 'connect').mockImplementation((...words: unknown[]) => {
    if ((words[0] as { port?: number }).port !== port) return connect(...words);
    const socket = Object.assign(new Socket(), { connecting: true });
    setImmediate(() => socket.destroy(Object.assign(new Error(code), { code })));
    return socket;
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
}

/** The client's answer, the log and the counts for a failure of primary's connection. */
async function askWhere(code: string) {
  const port = await freePort();
  const { log, lines } = memoryLog();
  const live = await startLive(`http://127.0.0.1:${port}`, {}, log);
  onTestFinished(() => live.drain(0));
  failTo(port, code);
  const { bytes } = await converse(live.port, [Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')]);
  const [head = '', body = ''] = bytes.split('\r\n\r\n');
  const { detail } = JSON.parse(body) as { detail: string };
  return { status: head.slice(9, 12), detail, lines, ownLimits: live.report().ownLimits };
}

it.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'EAI_AGAIN'])(
  'a 502 for lack of resources of Parallax names the cause: %s',
  async (code) => {
    const { status, detail, lines, ownLimits } = await askWhere(code);
    const words = `Parallax has no descriptor, port or memory left for a connection to primary (${code})`;
    expect([status, detail]).toEqual(['502', words]);
    expect(lines).toContainEqual(expect.objectContaining({ reason: code, msg: words }));
    expect(ownLimits).toEqual({ primary: 1 });
  },
);

it('a 502 because primary refuses names primary', async () => {
  const { detail, ownLimits } = await askWhere('ECONNREFUSED');
  expect([detail, ownLimits]).toEqual(['primary cannot be reached (ECONNREFUSED)', {}]);
});

it.runIf(process.platform === 'linux')(
  'the log warns at the start of too few descriptors for limits.connections',
  async () => {
    const { log, lines } = memoryLog();
    const limits = { connections: 50_000_000 };
    const live = await startLive(`http://127.0.0.1:${await freePort()}`, { limits }, log);
    onTestFinished(() => live.drain(0));
    const line = { ...limits, descriptors: expect.any(Number) as number };
    expect(lines).toContainEqual(expect.objectContaining(line));
  },
);
