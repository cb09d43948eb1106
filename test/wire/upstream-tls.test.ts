import { once } from 'node:events';
import { createServer, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openUpstreamTls } from '../../src/wire/open-upstream-tls.ts';
import { connectUpstream, parseUpstream } from '../../src/wire/upstream.ts';
import { memoryLog } from '../support/memory-log.ts';
import { listen } from '../support/raw-socket.ts';
import { firstPair, otherPair, secretFolder, type SecretFolder } from '../support/tls-folder.ts';

/** Answers with the name of the client certificate, and with the requested server name. */
const server = createServer(
  {
    ...otherPair,
    ca: firstPair.cert + otherPair.cert,
    requestCert: true,
    rejectUnauthorized: false,
  },
  (socket: TLSSocket) => {
    const { subject } = socket.getPeerCertificate();
    socket.end(`${socket.servername} ${socket.authorized ? String(subject.CN) : 'nobody'}`);
  },
);
let port: number;
let secret: SecretFolder;

beforeAll(async () => {
  port = await listen(server);
});

afterAll(() => server.close());

function tlsWith(config: { serverName?: string; withCertificate?: boolean; withCa?: boolean }) {
  secret = secretFolder(firstPair);
  const ca = new URL('../support/certificate/other-cert.pem', import.meta.url).pathname;
  const { serverName, withCertificate = false, withCa = true } = config;
  const tls = openUpstreamTls({
    part: 'primary',
    config: {
      ...(withCa && { ca }),
      ...(withCertificate && { cert: secret.cert, key: secret.key }),
      serverName,
    },
    log: memoryLog().log,
    tally: null,
  });
  onTestFinished(() => {
    tls?.close();
    secret[Symbol.dispose]();
  });
  return tls;
}

async function said(tls: ReturnType<typeof tlsWith>): Promise<string> {
  let text = '';
  const upstream = parseUpstream(`https://127.0.0.1:${port}`, tls);
  const socket = connectUpstream(upstream, {
    onReady: () => undefined,
    onData: (chunk) => (text += String(chunk)),
  });
  await once(socket, 'end');
  socket.destroy();
  return text;
}

describe('TLS to a deployment', () => {
  it('trusts the certificate authorities of its config', async () => {
    expect(await said(tlsWith({}))).toBe('false nobody');
  });

  it('trusts no other authorities with them', async () => {
    await expect(said(tlsWith({ withCa: false }))).rejects.toThrow(/self-signed/);
  });

  it('shows the certificate of its config', async () => {
    expect(await said(tlsWith({ withCertificate: true }))).toBe('false Parallax tests');
  });

  it('shows the new certificate after the file has changed', async () => {
    const tls = tlsWith({ withCertificate: true });
    await said(tls);
    secret.swap(otherPair);
    tls?.reread();
    expect(await said(tls)).toBe('false Parallax tests, other');
  });

  it('asks for the server name of its config', async () => {
    expect(await said(tlsWith({ serverName: 'inside.test' }))).toBe('inside.test nobody');
  });

  it('refuses a certificate without that name', async () => {
    await expect(said(tlsWith({ serverName: 'outside.test' }))).rejects.toThrow(/altnames/);
  });
});
