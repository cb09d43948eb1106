import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { listen } from '../support/raw-socket.ts';
import { firstPair, otherPair, secretFolder, type SecretFolder } from '../support/tls-folder.ts';

const primary = createServer((_, response) => response.end('hello'));
let secret: SecretFolder;
let live: LiveUnderTest;

beforeEach(async () => {
  secret = secretFolder(firstPair);
  const { cert, key } = secret;
  live = await startLive(`http://127.0.0.1:${await listen(primary)}`, { tls: { cert, key } });
});

afterEach(async () => {
  await live.drain(0);
  primary.close();
  secret[Symbol.dispose]();
});

async function openTrusting(ca: string): Promise<TLSSocket> {
  const client = connect({ port: live.port, host: '127.0.0.1', ca });
  await once(client, 'secureConnect');
  return client;
}

async function ask(client: TLSSocket): Promise<string> {
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  return String(await once(client, 'data'));
}

it('new clients get the renewed certificate', async () => {
  secret.swap(otherPair);
  live.reread();
  const client = await openTrusting(otherPair.cert);
  expect(await ask(client)).toMatch(/^HTTP\/1\.1 200/);
  client.destroy();
});

it('an open connection survives a renewed certificate', async () => {
  const client = await openTrusting(firstPair.cert);
  secret.swap(otherPair);
  live.reread();
  expect(await ask(client)).toMatch(/^HTTP\/1\.1 200/);
  client.destroy();
});

it('an unusable new certificate leaves the previous one in use, and is counted', async () => {
  expect(live.report().gauges.listen_tls_files_refused).toBe(0);
  secret.swap({ cert: otherPair.cert, key: firstPair.key });
  live.reread();
  const client = await openTrusting(firstPair.cert);
  expect(await ask(client)).toMatch(/^HTTP\/1\.1 200/);
  expect(live.report().gauges.listen_tls_files_refused).toBe(1);
  client.destroy();
});
