import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { openSources } from '../../src/playback/open-sources.ts';
import { writeHar } from '../../src/process/write-har.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { readSource, text } from '../recording/read-source.ts';
import { exchangesFrom } from '../shadow/exchange-fixture.ts';
import { writeRecording } from '../support/write-recording.ts';

const require = createRequire(import.meta.url);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-write-har-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether a document is HAR 1.2, by the schema of the specification. */
function harFaults(document: unknown): unknown {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json') as object);
  ajv.addSchema(Object.values(require('har-schema') as Record<string, object>));
  ajv.validate('har.json#', document);
  return ajv.errors ?? [];
}

async function written(
  exchanges: readonly Exchange[],
  config: Record<string, unknown> = {},
): Promise<{ readonly path: string; readonly har: string }> {
  const recording = join(folder, 'traffic');
  writeRecording(recording, exchanges);
  const [source] = await openSources([recording], { key: null, origins: new Set() });
  await using opened = source!;
  const pieces = writeHar({
    config: configSchema.parse({
      primary: 'http://recorded.invalid',
      candidate: 'http://recorded.invalid',
      ...config,
    }),
    sources: [opened],
    selection: {
      routes: [],
      sinceMs: Number.NEGATIVE_INFINITY,
      untilMs: Number.POSITIVE_INFINITY,
    },
    onFault: (fault) => expect(fault).toBeNull(),
  });
  let har = '';
  for await (const piece of pieces) har += piece;
  const path = join(folder, 'out.har');
  writeFileSync(path, har);
  return { path, har };
}

function response(body: string | Buffer, ...fields: string[]): Exchange['response'] {
  const lines = ['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...fields];
  return { head: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body: Buffer.from(body) };
}

const json = 'Content-Type: application/json';

describe('a HAR that Parallax writes', () => {
  it('is valid HAR 1.2, also for requests without answers, without hosts and with binary bodies', async () => {
    const exchange = exchangesFrom();
    const { har } = await written([
      exchange({ method: 'POST', target: '/notes?kind=a%20b', body: '{"title":"a"}' }),
      exchange({}, { leftOut: 'aborted', response: { head: Buffer.of(), body: Buffer.of() } }),
      exchange({ fields: ['Accept', '*/*'] }),
      exchange({ method: 'OPTIONS', target: '*' }),
      exchange({}, { response: response(Buffer.of(0, 255, 1), 'Content-Type: image/png') }),
    ]);
    const document = JSON.parse(har) as { log: { entries: unknown[] } };
    expect(harFaults(document)).toEqual([]);
    expect(document.log.entries).toHaveLength(5);
  });

  it('has no time for an answer that did not begin', async () => {
    const moments = { startedAt: 5000, sentAt: 5001, firstByteAt: 0, endedAt: 5003 };
    const { har } = await written([exchangesFrom()({}, { leftOut: 'aborted', ...moments })]);
    const { log } = JSON.parse(har) as { log: { entries: { timings: unknown }[] } };
    expect(log.entries[0]?.timings).toEqual({ send: 1, wait: 0, receive: 0 });
  });

  it('is read back as the same messages', async () => {
    const exchange = exchangesFrom();
    const sent = exchange(
      { method: 'POST', target: '/notes?kind=a', body: '{"title":"a"}' },
      { response: response('{"id":7,"title":"a"}', json), wallClockMs: 1_800_000_000_000 },
    );
    const { path } = await written([sent]);
    const { exchanges, faults } = await readSource(path);
    expect(faults).toEqual([]);
    const [read] = exchanges;
    expect(text(read!.request.head)).toMatch(/^POST \/notes\?kind=a HTTP\/1\.1\r\n/);
    expect(text(read!.request.body)).toBe('{"title":"a"}');
    expect(text(read!.response.body)).toBe('{"id":7,"title":"a"}');
    expect(read).toMatchObject({ wallClockMs: 1_800_000_000_000, leftOut: null });
  });

  it('is sent if marks in place of secrets make a body shorter', async () => {
    const body = JSON.stringify({ password: 'x'.repeat(2_000) });
    const fields = ['Content-Type', 'application/json', 'Content-Length', `${body.length}`];
    const { path } = await written([exchangesFrom()({ method: 'POST', fields, body })]);
    const { exchanges, faults } = await readSource(path);
    expect(faults).toEqual([]);
    expect(text(exchanges[0]!.request.body)).toMatch(/^\{"password":".{1,100}"\}$/);
  });

  it('is not compared if bodies are left out, and a request without body or complete URL is not sent', async () => {
    const exchange = exchangesFrom();
    const { path } = await written([
      exchange({}, { response: response(Buffer.of(0, 255, 1), 'Content-Type: image/png') }),
      exchange({}, { response: response(JSON.stringify('x'.repeat(100_000)), json) }),
      exchange({ method: 'PUT', target: '/a' }, { leftOut: 'body_too_large', requestWhole: false }),
      exchange({ target: `/long?${'a'.repeat(3000)}` }),
    ]);
    const { exchanges, faults } = await readSource(path);
    expect(exchanges.map(({ leftOut }) => leftOut)).toEqual([
      'body_not_recorded',
      'body_not_recorded',
    ]);
    expect(faults).toContain('entry 3: the body of the request was not kept');
    expect(faults).toContain('entry 4: the URL was not kept');
  });

  it('has no secret of credentials, of secret names, or of rules in the config', async () => {
    const exchange = exchangesFrom();
    const secrets = [
      's3cret-header',
      's3cret-cookie',
      's3cret-query',
      's3cret-member',
      's3cret-rule',
      's3cret-form',
    ];
    const { har } = await written(
      [
        exchange(
          {
            method: 'POST',
            target: '/login?access_token=s3cret-query',
            fields: [
              'Host',
              'a',
              'Authorization',
              'Bearer s3cret-header',
              'Cookie',
              'sid=s3cret-cookie',
              'Content-Type',
              'application/x-www-form-urlencoded',
            ],
            body: 'user=a&password=s3cret-form',
          },
          {
            response: response(
              '{"token":"s3cret-member","plan":"s3cret-rule","echo":"s3cret-header"}',
              json,
            ),
          },
        ),
      ],
      { redact: { paths: ['$.plan'] } },
    );
    expect(secrets.filter((secret) => har.includes(secret))).toEqual([]);
    expect(har).toContain('{"name":"user","value":"a"}');
    expect(har).toMatch(/access_token=%E2%80%B9redacted%20%23\w+%E2%80%BA"/);
  });

  it('shows a form that a rule hides as a whole without its fields', async () => {
    const fields = ['Host', 'a', 'Content-Type', 'application/x-www-form-urlencoded'];
    const one = exchangesFrom()({ method: 'POST', fields, body: 'user=ada&pin=zyx-4711' });
    const { har } = await written([one], { redact: { paths: ['$'] } });
    expect(har).not.toContain('"params"');
    expect(har).not.toContain('zyx');
  });

  it('has no text of bodies that the config hides, and they are not compared', async () => {
    const one = exchangesFrom()({}, { response: response('{"prompt":"Dear diary"}', json) });
    const { har, path } = await written([one], { redact: { bodies: ['*'] } });
    expect(har).not.toContain('diary');
    const { exchanges } = await readSource(path);
    expect(exchanges.map(({ leftOut }) => leftOut)).toEqual(['body_not_recorded']);
  });
});
