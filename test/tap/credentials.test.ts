import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createStreamPublisher } from '../../src/tap/stream-publisher.ts';
import { fleet } from '../../src/config/fleet-schema.ts';
import type { Settled } from '../../src/tap/publish-queue.ts';
import { memoryLog } from '../support/memory-log.ts';
import { natsServerProgram, startNatsServer } from '../support/nats-server.ts';
import { until } from '../support/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'parallax-credentials-'));
afterAll(() => rmSync(folder, { recursive: true }));

const certificate = {
  cert: new URL('../support/certificate/cert.pem', import.meta.url).pathname,
  key: new URL('../support/certificate/key.pem', import.meta.url).pathname,
};

function fileWith(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const partsFor = () => [Buffer.from('message')];

/** Publishes one message with this config of NATS. */
function publisherOf(nats: unknown) {
  const { log, lines } = memoryLog();
  const config = fleet.parse({ nats });
  const publisher = createStreamPublisher({ fleet: config, instance: '00000000', log });
  const settled: Settled[] = [];
  const onSettled = (how: Settled): void => void settled.push(how);
  publisher.queue.add(
    { number: 1, partition: 0, records: 1, bytes: 7, partsFor, onSettled },
    performance.now(),
  );
  return { publisher, settled, lines };
}

describe.skipIf(natsServerProgram === null)('a tap with credentials for NATS', () => {
  it.each([
    ['a user and a password', { user: { name: 'tap', password: 'right-1' } }, 'user'],
    ['a token', { token: 'right-1' }, 'token'],
  ] as const)('publishes with %s', async (_, server, kind) => {
    await using nats = await startNatsServer(server);
    const file = fileWith(kind, 'right-1\n');
    const secret = kind === 'user' ? { user: 'tap', passwordFile: file } : { tokenFile: file };
    const { publisher, settled } = publisherOf({ url: nats.url, ...secret });
    await until(() => settled.length > 0);
    await publisher.close(0);
    expect(settled).toEqual(['stored']);
  });

  it('gets through TLS with the certificate authority of the server, and not without it', async () => {
    await using nats = await startNatsServer({ tls: certificate });
    const url = `tls://localhost:${nats.port}`;
    const trusting = publisherOf({ url, tls: { ca: certificate.cert } });
    const wary = publisherOf({ url });
    await until(() => trusting.settled.length > 0 && wary.lines.length > 0);
    await trusting.publisher.close(0);
    await wary.publisher.close(0);
    expect([trusting.settled, wary.settled]).toEqual([['stored'], []]);
    expect(wary.lines[0]).toMatchObject({ fault: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('logs a refused password without showing it, and publishes once the file is corrected', async () => {
    await using nats = await startNatsServer({ user: { name: 'tap', password: 'right-1' } });
    const passwordFile = fileWith('password', 'wrong-secret');
    const { publisher, settled, lines } = publisherOf({ url: nats.url, user: 'tap', passwordFile });
    await until(() => lines.length > 0);
    expect(lines[0]).toMatchObject({ fault: 'NATS refused the credentials' });
    expect(JSON.stringify(lines)).not.toContain('wrong-secret');
    fileWith('password', 'right-1');
    await until(() => settled.length > 0);
    await publisher.close(0);
    expect(settled).toEqual(['stored']);
  });

  it('counts losses and logs the subject if it may not publish', async () => {
    const permissions = '{ publish: { deny: "parallax.>" } }';
    const config = `authorization { users: [{ user: tap, password: "p-1", permissions: ${permissions} }] }`;
    await using nats = await startNatsServer({ config });
    const passwordFile = fileWith('denied', 'p-1');
    const { publisher, settled, lines } = publisherOf({ url: nats.url, user: 'tap', passwordFile });
    await until(() => settled.length > 0);
    await publisher.close(0);
    expect(settled).toEqual(['uplink_failed']);
    expect(lines.some(({ subject }) => subject === 'parallax.default.0')).toBe(true);
  });
});
