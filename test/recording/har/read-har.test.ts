import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSources } from '../../../src/playback/open-sources.ts';
import { readSource, text } from '../read-source.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-har-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Given {
  readonly at?: number;
  readonly time?: number;
  readonly request?: Record<string, unknown>;
  readonly response?: Record<string, unknown>;
}

const startMs = Date.parse('2026-11-28T07:00:00Z');

const long = [{ name: 'Content-Length', value: '500' }];
const notKept = 'the body of the response was not kept';

function entry({ at = 0, time = 5, request = {}, response = {} }: Given = {}) {
  return {
    startedDateTime: new Date(startMs + at).toISOString(),
    time,
    request: {
      method: 'GET',
      url: 'https://shop.example/orders?page=2',
      headers: [],
      bodySize: -1,
      ...request,
    },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [{ name: 'Content-Type', value: 'application/json' }],
      content: { size: 2, mimeType: 'application/json', text: '{}' },
      ...response,
    },
  };
}

async function read(entries: readonly unknown[], origins: readonly string[] = []) {
  const path = join(folder, 'a.har');
  writeFileSync(path, JSON.stringify({ log: { version: '1.2', entries, comment: 'x' } }));
  return readSource(path, origins);
}

async function only(given: Given) {
  const { exchanges, faults } = await read([entry(given)]);
  expect(faults).toEqual([]);
  const [exchange] = exchanges;
  if (exchange === undefined) throw new Error('there is no exchange');
  return exchange;
}

describe('an entry of a HAR', () => {
  it('becomes the request and the response in HTTP/1.1', async () => {
    const { request, response, startedAt, endedAt } = await only({
      request: {
        headers: [
          { name: 'Host', value: 'shop.example' },
          { name: 'Accept', value: '*/*' },
        ],
      },
    });
    expect(text(request.head)).toBe(
      'GET /orders?page=2 HTTP/1.1\r\nhost: shop.example\r\nAccept: */*\r\n\r\n',
    );
    expect(text(response.head)).toBe(
      'HTTP/1.1 200 \r\nContent-Type: application/json\r\ncontent-length: 2\r\n\r\n',
    );
    expect(text(response.body)).toBe('{}');
    expect([startedAt, endedAt]).toEqual([startMs, startMs + 5]);
  });

  it('loses its HTTP/2 pseudo headers, and its authority becomes Host', async () => {
    const headers = [
      { name: ':method', value: 'GET' },
      { name: ':authority', value: 'shop.example:8443' },
      { name: 'x-a', value: '1' },
    ];
    const { request } = await only({ request: { headers } });
    expect(text(request.head)).toContain('\r\nhost: shop.example:8443\r\nx-a: 1\r\n\r\n');
    expect(text(request.head)).not.toContain(':method');
  });

  it('has the request body with its true length', async () => {
    const { request } = await only({
      request: {
        method: 'POST',
        headers: [{ name: 'Content-Length', value: '4' }],
        bodySize: 999,
        postData: { mimeType: 'text/plain', text: 'grün' },
      },
    });
    expect(text(request.body)).toBe('grün');
    expect(text(request.head)).toContain('content-length: 5\r\n');
    expect(text(request.head)).not.toContain('content-length: 4');
  });

  it('has a request body that the client encoded, whatever its length was then', async () => {
    const { request } = await only({
      request: {
        method: 'POST',
        headers: [
          { name: 'Content-Encoding', value: 'gzip' },
          { name: 'Content-Length', value: '40' },
        ],
        postData: { mimeType: 'text/plain', text: 'a' },
      },
    });
    expect(text(request.body)).toBe('a');
  });

  it('has one field for all cookies, which HTTP/2 may split', async () => {
    const headers = [
      { name: 'cookie', value: 'a=1' },
      { name: 'x-a', value: '1' },
      { name: 'cookie', value: 'b=2' },
    ];
    const { request } = await only({ request: { headers } });
    expect(text(request.head)).toContain('\r\ncookie: a=1; b=2\r\nx-a: 1\r\n\r\n');
  });

  it('has a form without a text rebuilt', async () => {
    const params = [{ name: 'a', value: '1 2' }];
    const postData = { mimeType: 'application/x-www-form-urlencoded', params };
    const { request } = await only({ request: { method: 'POST', postData } });
    expect(text(request.body)).toBe('a=1+2');
  });

  it('has content in base64 decoded, whatever its stated size', async () => {
    const content = {
      size: 7,
      text: Buffer.from([0, 255, 1]).toString('base64'),
      encoding: 'base64',
    };
    const { response } = await only({ response: { content } });
    expect([...response.body]).toEqual([0, 255, 1]);
    expect(text(response.head)).toContain('content-length: 3\r\n');
  });

  it('has decoded content without Content-Encoding', async () => {
    const headers = [
      { name: 'content-encoding', value: 'gzip' },
      { name: 'transfer-encoding', value: 'chunked' },
    ];
    const { response } = await only({ response: { headers } });
    expect(text(response.head)).toBe('HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\n');
  });

  it('has separate values of a field that the browser has joined', async () => {
    const headers = [{ name: 'set-cookie', value: 'a=1\nb=2' }];
    const { response } = await only({ response: { headers } });
    expect(text(response.head)).toContain('set-cookie: a=1\r\nset-cookie: b=2\r\n');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['has a size and no text', { content: { size: 12 } }, notKept],
    ['has no size and no text', { content: { size: -1 } }, notKept],
    ['has an empty text and a length', { headers: long, content: { size: 0, text: '' } }, notKept],
    ['has the size 0 and a length', { headers: long, content: { size: 0 } }, notKept],
    [
      'is not the base64 that it should be',
      { content: { size: 9, text: '!!!notbase64@@', encoding: 'base64' } },
      'the body of the response is not base64',
    ],
  ])('is not compared, and is named, if its response %s', async (_, response, words) => {
    const { exchanges, faults } = await read([entry({ response })]);
    expect(faults).toEqual([`entry 1: ${words}`]);
    expect(exchanges.map(({ leftOut, requestWhole }) => ({ leftOut, requestWhole }))).toEqual([
      { leftOut: 'body_not_recorded', requestWhole: true },
    ]);
  });
});

it.each<[string, Given]>([
  ['a response to HEAD', { request: { method: 'HEAD' } }],
  ['a response 304', { response: { status: 304 } }],
])('an entry with %s has no body, whatever length it states', async (_, given) => {
  const response = { headers: long, content: { size: 0 }, ...given.response };
  const { leftOut } = await only({ ...given, response });
  expect(leftOut).toBeNull();
});

it('an entry with an empty response of unknown size is compared', async () => {
  const headers = [{ name: 'Content-Length', value: '0' }];
  const { leftOut, response } = await only({ response: { headers, content: { size: -1 } } });
  expect([leftOut, response.body.byteLength]).toEqual([null, 0]);
});

describe('an entry that cannot be sent is named, and the others are read:', () => {
  it.each<[string, Given, string]>([
    ['a tunnel', { request: { method: 'CONNECT' } }, 'CONNECT cannot be sent to a candidate'],
    ['a data URL', { request: { url: 'data:text/plain,a' } }, 'a data: URL cannot be sent'],
    ['a WebSocket', { response: { status: 101 } }, 'a WebSocket cannot be played'],
    [
      'another origin',
      { request: { url: 'https://cdn.example/a.js' } },
      'the request is to another origin: https://cdn.example',
    ],
    ['a request that was blocked', { response: { status: 0 } }, 'no response was recorded'],
    [
      'a body that was not kept',
      { request: { method: 'POST', bodySize: 12 } },
      'the body of the request was not kept',
    ],
    [
      'a body that is shorter than its length',
      {
        request: { method: 'POST', headers: long, postData: { mimeType: 'a/b', text: 'a=1&b=2' } },
      },
      'the body of the request was not kept',
    ],
    [
      'a body without its text',
      { request: { method: 'POST', headers: long, postData: { mimeType: 'a/b', text: '' } } },
      'the body of the request was not kept',
    ],
    [
      'a body that is not the base64 that it should be',
      {
        request: {
          method: 'POST',
          postData: { mimeType: 'a/b', text: 'YQ==!', encoding: 'base64' },
        },
      },
      'the body of the request is not base64',
    ],
    [
      'a field with a line end in its name',
      { request: { headers: [{ name: 'a\r\nb', value: '1' }] } },
      'the request is malformed',
    ],
  ])('%s', async (_, given, words) => {
    const { exchanges, faults } = await read([entry(), entry(given), entry()]);
    expect(faults).toEqual([`entry 2: ${words}`]);
    expect(exchanges).toHaveLength(2);
  });

  it('an element that is no entry', async () => {
    const { exchanges, faults } = await read([entry(), { request: 7 }, entry()]);
    expect(faults).toEqual(['entry 2: the entry does not follow HAR 1.2']);
    expect(exchanges).toHaveLength(2);
  });
});

describe('the entries of a HAR', () => {
  it('are in the order of their ends', async () => {
    const slow = entry({ at: 0, time: 100, request: { url: 'https://shop.example/slow' } });
    const { exchanges } = await read([
      slow,
      entry({ at: 10 }),
      entry({ at: 50 }),
      entry({ at: 200 }),
    ]);
    expect(exchanges.map(({ sequence }) => sequence)).toEqual([2, 3, 1, 4]);
  });

  it('are those of the selected origins', async () => {
    const other = entry({ request: { url: 'https://api.example/' } });
    const { exchanges } = await read([entry(), other], ['https://api.example']);
    expect(exchanges.map(({ sequence }) => sequence)).toEqual([2]);
  });

  it.each([
    ['is cut off', (json: string) => json.slice(0, -30), 'entry 2: the file ends early'],
    [
      'is broken',
      (json: string) => json.replace('"x"', 'x'),
      'entry 3: this is not JSON; the rest of the file is not read',
    ],
  ])('are read as far as possible from a file that %s', async (_, broken, words) => {
    const path = join(folder, 'broken.har');
    const json = JSON.stringify({ log: { entries: [entry(), entry()], comment: 'x' } });
    writeFileSync(path, broken(json));
    const { exchanges, faults } = await readSource(path);
    expect(faults).toEqual([words]);
    expect(exchanges.length).toBeGreaterThan(0);
  });
});

/** By default a file of 200 MB; HAR_MB=2000 reads a larger one. */
const fileMb = Number(process.env.HAR_MB ?? 200);

describe('a large HAR', () => {
  it(
    'is read with constant memory',
    async () => {
      const path = join(folder, 'large.har');
      const content = { size: 60_000, text: JSON.stringify({ a: 'x'.repeat(60_000) }) };
      const one = Buffer.from(`${JSON.stringify(entry({ response: { content } }))},`);
      const file = openSync(path, 'w');
      writeSync(file, '{"log":{"entries":[');
      const many = Math.ceil((fileMb * 1e6) / one.byteLength);
      for (let at = 0; at < many; at += 1) writeSync(file, one);
      writeSync(file, `${JSON.stringify(entry())}]}}`);
      closeSync(file);
      const before = process.memoryUsage().rss;
      let [exchanges, parts, peak] = [0, 0, before];
      const [source] = await openSources([path], { key: null, origins: new Set() });
      for await (const part of source!.parts()) {
        if (part.kind === 'exchanges') exchanges += part.exchanges.length;
        parts += 1;
        if (parts % 50 === 0) peak = Math.max(peak, process.memoryUsage().rss);
      }
      expect(exchanges).toBe(many + 1);
      // Else nothing was measured.
      expect(parts).toBeGreaterThan(1_000);
      // Bodies that wait for garbage collection are most of it.
      expect((peak - before) / 1e6).toBeLessThan(250);
    },
    fileMb * 600,
  );
});
