/**
 * Threat: a client sends a request that makes the command on its page do something else. Curl takes braces and
 * brackets for a pattern and asks many times, folds `..` into another path, cuts a URL at `#`, and reads a file
 * where a value begins with `@`; a shell takes quotes, `!` and `$` for its own. Whoever pastes the command must
 * send what was recorded, once, and nothing of their own machine.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curlCommand } from '../../src/control/admin/pages/exchange/curl-command.ts';
import type { SpecimenRequest } from '../../src/vocabulary/specimen.ts';
import { listen } from '../support/raw-socket.ts';
import { listenOnSocket } from '../support/socket-folder.ts';

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
let server: Server;
let origin: string;
let folder: string;
/** The bytes of each connection. */
let received: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-curl-'));
  writeFileSync(join(folder, 'secret'), 'X-Secret: sesame');
  server = createServer((socket) => {
    const at = received.push('') - 1;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received[at] += chunk.toString('latin1');
      const [head = '', body = ''] = (received[at] ?? '').split(/\r\n\r\n([^]*)/);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      if (received[at]?.includes('\r\n\r\n') && body.length >= length) socket.end(answer);
    });
  });
  origin = `http://127.0.0.1:${await listen(server)}`;
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  server.close();
  await once(server, 'close');
});

/** Runs the command for a request in a shell, and returns the bytes that the server got. */
async function pasted(
  facts: Partial<SpecimenRequest> & { text?: string },
  url = origin,
): Promise<string[]> {
  const { text = '', ...request } = facts;
  const command = curlCommand(url, {
    method: 'GET',
    target: '/',
    fields: [],
    body: { kind: text === '' ? 'empty' : 'text', text, bytes: text.length, cut: false },
    ...request,
  });
  received = [];
  await promisify(execFile)('bash', ['-c', command], { cwd: folder, timeout: 10_000 });
  return received;
}

describe('a pasted curl command for a recorded target', () => {
  it.each([
    '/{a,b}[1-3]',
    '/x?list=[1-3]&name={one,two}',
    '/a/../b',
    '/a/./b//c/..',
    '/%2e%2e/%2f',
    '/a#b?c',
    "/it's$(id)`id`!!\\",
    '/caf\u00e9?\u00ff',
    '//elsewhere.test/x',
    '/-o?-K',
    '/@secret',
    '*',
    'http://elsewhere.test/a/../{b}',
  ])('sends it once, unchanged: %s', async (target) => {
    const requests = await pasted({ target, method: target === '*' ? 'OPTIONS' : 'GET' });
    expect(requests.map((one) => one.split('\r\n')[0]?.split(' ').slice(1, -1).join(' '))).toEqual([
      target,
    ]);
  });
});

it('a pasted curl command for a Unix socket connects to it, whatever its path is', async () => {
  const path = join(folder, "it's $(id) a socket");
  const onSocket = createServer((socket) => server.emit('connection', socket));
  const close = await listenOnSocket(onSocket, path);
  const [request] = await pasted({ target: '/a?b' }, `unix:${path}`);
  await close();
  expect(request).toMatch(/^GET \/a\?b HTTP\/1\.1\r\nHost: localhost\r\n/);
});

describe('a pasted curl command never reads a file for', () => {
  it.each([
    ['a body that begins with @', { method: 'POST', text: '@secret' }, '@secret'],
    ['a body that looks like an option', { method: 'POST', text: '-T secret' }, '-T secret'],
    ['a field whose value begins with @', { fields: [['X-A', '@secret']] }, 'X-A: @secret'],
  ] as const)('%s', async (_, facts, sent) => {
    const [request = ''] = await pasted(facts);
    expect(request).toContain(sent);
    expect(request).not.toContain('sesame');
  });

  it('a field whose name begins with @', async () => {
    const fields = [['@secret', 'x']] as const;
    expect((await pasted({ fields })).join('')).not.toContain('sesame');
  });
});

describe('a pasted curl command sends the recorded bytes of', () => {
  it('a body with NUL, line breaks and percent signs', async () => {
    const text = 'a\0b\r\n%s %d\\n\n\0';
    const [request = ''] = await pasted({ method: 'PUT', text });
    expect(request.slice(request.indexOf('\r\n\r\n') + 4)).toBe(text);
  });

  it('a field that is not UTF-8', async () => {
    const [request] = await pasted({ fields: [['X-A', 'caf\u00e9\u0080']] });
    expect(request).toContain('\r\nX-A: caf\u00e9\u0080\r\n');
  });

  it('a body in latin1', async () => {
    const fields = [['Content-Type', 'text/plain; charset=ISO-8859-1']] as const;
    const [request = ''] = await pasted({ method: 'POST', fields, text: 'caf\u00e9' });
    expect(request.slice(-4)).toBe('caf\u00e9');
  });

  it('a request without a content type, and without a decoded coding', async () => {
    const fields = [['Content-Encoding', 'gzip']] as const;
    const [request] = await pasted({ method: 'POST', fields, text: 'a' });
    expect(request).not.toMatch(/^content-(type|encoding):/im);
  });

  it('any target', async () => {
    const octet = fc
      .integer({ min: 0x21, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCharCode(code));
    await fc.assert(
      fc.asyncProperty(fc.array(octet, { maxLength: 40 }), async (octets) => {
        const target = `/${octets.join('')}`;
        const [request = ''] = await pasted({ target });
        expect(request.split(' ')[1]).toBe(target);
        expect(received).toHaveLength(1);
      }),
      { seed: 17, numRuns: 40 },
    );
  });
});
