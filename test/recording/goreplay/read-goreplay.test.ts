import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSource, text } from '../read-source.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-goreplay-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const separator = '\n🐵🙈🙉\n';
const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(24)) as [string, string, string];
const [first, second, third] = ids;
const startNs = 1_800_000_000_000_000_000n;

function request(id: string, target: string, atMs = 0): string {
  const at = startNs + BigInt(atMs) * 1_000_000n;
  return `1 ${id} ${at} 0\nGET ${target} HTTP/1.1\r\nHost: a\r\n\r\n${separator}`;
}

function response(id: string, body: string, atMs = 10, type = 2): string {
  const at = startNs + BigInt(atMs) * 1_000_000n;
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`;
  return `${type} ${id} ${at} 0\n${head}${body}${separator}`;
}

async function read(content: string | Buffer) {
  const path = join(folder, 'requests.gor');
  writeFileSync(path, content);
  const { exchanges, faults } = await readSource(path);
  const shown = exchanges.map((one) => {
    const [, target] = text(one.request.head).split(' ');
    return `${target} ${text(one.response.body)}`;
  });
  return { exchanges, shown, faults };
}

describe('a file of GoReplay', () => {
  it('has exchanges of requests and their responses, in the order of their ends', async () => {
    const { shown, exchanges, faults } = await read(
      request(first, '/1') +
        request(second, '/2', 1) +
        response(second, 'two', 5) +
        response(first, 'one', 9),
    );
    expect(shown).toEqual(['/2 two', '/1 one']);
    expect(faults).toEqual([]);
    expect(exchanges[0]?.wallClockMs).toBe(1_800_000_000_001);
    expect(exchanges[0]?.endedAt).toBe(1_800_000_000_005);
  });

  it('may be compressed', async () => {
    const { shown } = await read(gzipSync(request(first, '/1') + response(first, 'one')));
    expect(shown).toEqual(['/1 one']);
  });

  it('has chunked bodies decoded', async () => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n';
    const { shown } = await read(
      `${request(first, '/1')}2 ${first} ${startNs} 0\n${chunked}${separator}`,
    );
    expect(shown).toEqual(['/1 one']);
  });

  it('is read without the answers of its replay target', async () => {
    const { shown, faults } = await read(
      request(first, '/1') + response(first, 'other', 3, 3) + response(first, 'one'),
    );
    expect(shown).toEqual(['/1 one']);
    expect(faults).toEqual([]);
  });

  it('names a request whose id is used again before its response', async () => {
    const { shown, faults } = await read(
      request(first, '/1') + request(first, '/2') + response(first, 'two'),
    );
    expect(shown).toEqual(['/2 two']);
    expect(faults).toEqual(['byte 0: the request has no response']);
  });

  it('is read past parts that are no exchanges, which are named with their positions', async () => {
    const { shown, faults } = await read(
      `${request(second, '/lost')}nonsense${separator}${response(third, 'orphan')}${request(first, '/1')}${response(first, 'one')}1 cut`,
    );
    expect(shown).toEqual(['/1 one']);
    expect(faults).toEqual([
      // A monkey has four bytes.
      `byte ${Buffer.byteLength(request(second, '/lost'))}: the payload has no GoReplay header`,
      expect.stringMatching(/^byte \d+: the response has no request$/),
      expect.stringMatching(/^byte \d+: the file ends within a payload$/),
      'byte 0: the request has no response',
    ]);
  });

  it('is read up to the point where compressed data was cut off', async () => {
    const many = Array.from({ length: 2_000 }, (_, at) => {
      const id = at.toString(16).padStart(24, '0');
      return request(id, `/${Math.sin(at)}`) + response(id, `${Math.cos(at)}`);
    });
    const zipped = gzipSync(many.join(''));
    const { shown, faults } = await read(zipped.subarray(0, zipped.byteLength / 2));
    expect(shown.length).toBeGreaterThan(100);
    expect(faults.some((one) => one.includes('the file ends early'))).toBe(true);
  });
});
