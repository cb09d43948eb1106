import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { listen, rawServer, receive } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';

const cert = fileURLToPath(new URL('../support/certificate/cert.pem', import.meta.url));
const key = fileURLToPath(new URL('../support/certificate/key.pem', import.meta.url));
const ca = readFileSync(cert);

const get = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

const primary = createServer({ cert: ca, key: readFileSync(key) }, (_, response) =>
  response.end('hello'),
);
let primaryUrl: string;
let live: LiveUnderTest;

beforeAll(async () => {
  primaryUrl = `https://127.0.0.1:${await listen(primary)}`;
  live = await startLive(primaryUrl, { tls: { cert, key } });
});

afterAll(async () => {
  await live.drain(0);
  primary.close();
});

describe('TLS at the listener', () => {
  it('offers only HTTP/1.1, also to a client with HTTP/2', async () => {
    const client = connect({ port: live.port, ca, ALPNProtocols: ['h2', 'http/1.1'] });
    await once(client, 'secureConnect');
    expect(client.alpnProtocol).toBe('http/1.1');
    client.destroy();
  });
});

describe('a TLS client that has ended its side', () => {
  it('gets its answer', async () => {
    const slow = await rawServer((socket) => {
      socket.resume().on('end', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    });
    const plane = await startLive(`http://127.0.0.1:${slow.port}`, { tls: { cert, key } });
    const client = connect({ port: plane.port, ca });
    client.end(get);
    const { bytes, ended } = await receive(client);
    expect([bytes.slice(-2), ended]).toEqual(['ok', 'end']);
    client.destroy();
    slow.close();
    await plane.drain(0);
  });
});

describe('a TLS client at the limit of connections', () => {
  it('is served when another one closes', async () => {
    const plane = await startLive(primaryUrl, { tls: { cert, key }, limits: { connections: 1 } });
    const first = connect({ port: plane.port, ca });
    await once(first, 'secureConnect');
    const second = connect({ port: plane.port, ca });
    second.write(get);
    const answered = receive(second);
    first.write('GET /');
    setImmediate(() => first.destroy());
    expect((await answered).bytes).toMatch(/^HTTP\/1\.1 502 /);
    await plane.drain(0);
  });
});

describe('TLS to primary', () => {
  it('fails with a 502 for an untrusted certificate', async () => {
    const client = connect({ port: live.port, ca });
    client.write(get);
    const chunks: Buffer[] = [];
    for await (const chunk of client as AsyncIterable<Buffer>) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toMatch(
      /^HTTP\/1\.1 502 [^]*DEPTH_ZERO_SELF_SIGNED_CERT/,
    );
  });

  it('is relayed and captured with a trusted certificate', async () => {
    // Authorities are read when a process starts, so this takes one of its own.
    const script = fileURLToPath(new URL('tls-relay.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [script, primaryUrl, cert, key],
      {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: cert },
      },
    );
    expect(stdout).toMatch(/^HTTP\/1\.1 200 OK[^]*hello\n1 exchange$/);
  });
});

describe('a failed handshake', () => {
  it('does not stop the listener', async () => {
    const client = connect({ port: live.port });
    await once(client, 'error');
    const next = connect({ port: live.port, ca });
    await once(next, 'secureConnect');
    next.destroy();
    await until(() => live.report().gauges.connections === 0);
  });
});
