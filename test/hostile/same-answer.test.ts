/**
 * The threat: requests made to be read in two ways (smuggling), or to crash a parser. Parallax does
 * not judge them: the client must get from it exactly what primary itself answers, which is shown
 * here with two real servers behind it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, waitForPort } from '../support/free-port.ts';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { converse, listen } from '../support/raw-socket.ts';
import { systemProgram } from '../support/system-package.ts';

const requests: readonly [name: string, text: string][] = [
  ['a plain request', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
  [
    'a repeated length',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
  ],
  [
    'a length beside chunks',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX',
  ],
  ['bare LFs', 'GET / HTTP/1.1\nHost: a\nConnection: close\n\n'],
  ['an oversized head', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
  ['a field name with a space', 'GET / HTTP/1.1\r\nHost: a\r\nBad Name: b\r\n\r\n'],
  ['a space before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n'],
  ['another protocol', 'GET / RTSP/1.0\r\nCSeq: 1\r\n\r\n'],
  ['a NUL', 'GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n'],
  ['a TLS hello', '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03' + '\x42'.repeat(160)],
  ['no HTTP at all', 'EHLO mail.example\r\n'],
  ['HTTP/2 with prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a folded field', 'GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\nConnection: close\r\n\r\n'],
  ['no host', 'GET / HTTP/1.1\r\n\r\n'],
  ['a broken chunk', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
];

/** `Date` is the one thing that may differ between two answers to the same request. */
function answerOf(bytes: string): string {
  return bytes.replace(/\r\nDate: [^\r]*/gi, '').replace(/^Date: [^\r]*\r\n/gim, '');
}

async function expectSameAnswer(direct: number, proxied: number, text: string): Promise<void> {
  const bytes = [Buffer.from(text, 'latin1')];
  const expected = await converse(direct, bytes);
  const got = await converse(proxied, bytes);
  expect(answerOf(got.bytes)).toBe(answerOf(expected.bytes));
}

describe('the answer of a Node server through Parallax', () => {
  const server = createServer((_, response) => response.end('hello'));
  let direct: number;
  let live: LiveUnderTest;

  beforeAll(async () => {
    direct = await listen(server);
    live = await startLive(`http://127.0.0.1:${direct}`);
  });
  afterAll(async () => {
    await live.drain(0);
    server.close();
  });

  it.each(requests)('is the same as without Parallax for %s', (_, text) =>
    expectSameAnswer(direct, live.port, text),
  );
});

const nginx = systemProgram('nginx', { package: 'nginx-light' });

describe.skipIf(nginx === null)('the answer of nginx through Parallax', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-nginx-'));
  let direct: number;
  let live: LiveUnderTest;
  let server: ReturnType<typeof spawn>;

  beforeAll(async () => {
    direct = await freePort();
    const file = join(folder, 'nginx.conf');
    writeFileSync(
      file,
      `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
       events {}
       http { access_log off; client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p;
         fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
         server { listen 127.0.0.1:${direct}; location / { return 200 hello; } } }`,
    );
    server = spawn(nginx!, ['-c', file, '-e', join(folder, 'error.log'), '-p', folder], {
      stdio: 'ignore',
    });
    await waitForPort(direct);
    live = await startLive(`http://127.0.0.1:${direct}`);
  });
  afterAll(async () => {
    await live.drain(0);
    server.kill();
    await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(requests)('is the same as without Parallax for %s', (_, text) =>
    expectSameAnswer(direct, live.port, text),
  );
});
