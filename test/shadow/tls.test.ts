import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, rawServer } from '../support/raw-socket.ts';
import { startShadow } from './shadow-under-test.ts';

const cert = fileURLToPath(new URL('../support/certificate/cert.pem', import.meta.url));
const key = fileURLToPath(new URL('../support/certificate/key.pem', import.meta.url));

const certificate = { cert: readFileSync(cert), key: readFileSync(key) };

/**
 * Would rather speak HTTP/2. Answers with what it was asked for, in HTTP and in TLS, and on which
 * connection.
 */
const candidate = createSecureServer({ ...certificate, allowHTTP1: true }, (request) => {
  const socket = request.socket as TLSSocket & { servername: string | false };
  const { host } = request.headers;
  request.socket.write(
    `HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n` +
      `${host} ${socket.servername} ${socket.alpnProtocol} ${socket.remotePort}`.padEnd(200),
  );
});
let port: number;

beforeAll(async () => {
  port = await listen(candidate);
});

afterAll(() => {
  candidate.close();
});

/** Authorities are read when a process starts, so this takes one of its own. */
async function mirrorTrusting(url: string, hosts: readonly string[]): Promise<string[][]> {
  const script = fileURLToPath(new URL('tls-mirror.ts', import.meta.url));
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: cert };
  const { stdout } = await promisify(execFile)(process.execPath, [script, url, ...hosts], { env });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '));
}

describe('a candidate with an https URL', () => {
  it('counts as refusing with an untrusted certificate, and the log has the reason', async () => {
    const shadow = startShadow(`https://127.0.0.1:${port}`);
    expect(await shadow.mirror()).toMatchObject({ kind: 'failed', failure: 'refused' });
    expect(shadow.lines).toContainEqual(
      expect.objectContaining({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    );
    await shadow.close();
  });

  it('counts as refusing if it closes the connection before the handshake', async () => {
    const silent = await rawServer((socket) => socket.end());
    const shadow = startShadow(`https://127.0.0.1:${silent.port}`);
    expect(await shadow.mirror()).toMatchObject({ kind: 'failed', failure: 'refused' });
    await shadow.close();
    silent.close();
  });

  it('gets requests if the config names its certificate authority', async () => {
    const shadow = startShadow(`https://127.0.0.1:${port}`, { candidate: { tls: { ca: cert } } });
    expect(await shadow.mirror()).toMatchObject({ kind: 'answered' });
    expect(shadow.report().gauges.candidate_tls_files_refused).toBe(0);
    await shadow.close();
  });

  it('gets requests under its own server name, on one connection, whatever the Host is', async () => {
    const answers = await mirrorTrusting(`https://localhost:${port}`, ['a.example', 'b.example']);
    expect(answers.map(([host, name, protocol]) => [host, name, protocol])).toEqual([
      ['a.example', 'localhost', 'http/1.1'],
      ['b.example', 'localhost', 'http/1.1'],
    ]);
    expect(new Set(answers.map((answer) => answer[3])).size).toBe(1);
  });

  it('may have an IP address as its name', async () => {
    const answers = await mirrorTrusting(`https://127.0.0.1:${port}`, ['a.example']);
    expect(answers).toEqual([['a.example', 'false', 'http/1.1', expect.any(String)]]);
  });
});

describe('a candidate with an https URL that does not speak TLS', () => {
  it('counts as refusing', async () => {
    const { createServer: createPlain } = await import('node:http');
    const plain = createPlain((_, response) => response.end());
    const shadow = startShadow(`https://127.0.0.1:${await listen(plain)}`);
    expect(await shadow.mirror()).toMatchObject({ kind: 'failed', failure: 'refused' });
    await shadow.close();
    plain.close();
  });
});
