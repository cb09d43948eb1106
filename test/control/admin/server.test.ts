import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { listenAdmin } from '../../../src/control/admin/server.ts';
import { ParallaxError } from '../../../src/vocabulary/errors.ts';

const anyPort = { host: '127.0.0.1', port: 0 };
const app = new Hono().get('/', (context) => context.text('here'));

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

async function open(address: string): Promise<Socket> {
  const socket = connect(portOf(address), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

async function send(address: string, bytes: string): Promise<string> {
  const socket = await open(address);
  socket.write(bytes);
  return text(socket);
}

describe('the admin server', () => {
  it('reports its address', async () => {
    const server = await listenAdmin(app, anyPort);
    expect(await (await fetch(`http://${server.address}/`)).text()).toBe('here');
    server.close();
  });

  it('reports its address on IPv6', async () => {
    const server = await listenAdmin(app, { host: '::1', port: 0 });
    expect(server.address).toMatch(/^\[::1\]:\d+$/);
    server.close();
  });

  it('can listen on the same address again at once, as after a restart', async () => {
    const first = await listenAdmin(app, anyPort);
    await fetch(`http://${first.address}/`);
    first.close();
    const second = await listenAdmin(app, { ...anyPort, port: portOf(first.address) });
    expect(second.address).toBe(first.address);
    second.close();
  });

  it('names the address on which it cannot listen', async () => {
    const first = await listenAdmin(app, anyPort);
    const failure = listenAdmin(app, { ...anyPort, port: portOf(first.address) });
    await expect(failure).rejects.toThrow(ParallaxError);
    await expect(failure).rejects.toThrow(`cannot listen on the admin address ${first.address}`);
    first.close();
  });

  it('answers a malformed Host with a problem document', async () => {
    const server = await listenAdmin(app, anyPort);
    const answer = await send(
      server.address,
      'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toContain('400 Bad Request');
    expect(answer).toContain('application/problem+json');
    server.close();
  });

  it('refuses a header section that is too long', async () => {
    const server = await listenAdmin(app, anyPort);
    const filler = 'x'.repeat(17 * 1024);
    const answer = await send(server.address, `GET / HTTP/1.1\r\nHost: a\r\nX: ${filler}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    server.close();
  });

  it('accepts a limited number of connections, and drops others', async () => {
    const server = await listenAdmin(app, anyPort);
    const held = await Promise.all(Array.from({ length: 64 }, () => open(server.address)));
    const [first] = held;
    first!.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(first!, 'data');

    const surplus = await open(server.address);
    await once(surplus.resume(), 'close');
    expect(surplus.bytesRead).toBe(0);

    for (const socket of held) socket.destroy();
    server.close();
  });
});
