import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExchangeRedactors } from '../../../src/compare/redaction/exchange-redactor.ts';
import { createSpecimenAdder } from '../../../src/compare/specimen/specimen-adder.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import type { Specimen } from '../../../src/vocabulary/specimen.ts';
import {
  answered,
  comparerFor,
  exchangeOf,
  pairOf,
  pairWith,
  parseConfig,
  redactor,
  type ResponseSpec,
} from '../pair-fixture.ts';

function withSpecimen(
  pair: ReturnType<typeof pairOf>,
  overrides: Record<string, unknown> = {},
): Comparison {
  const config = parseConfig(overrides);
  const comparer = comparerFor(overrides);
  const redactors = createExchangeRedactors(config, redactor);
  const add = createSpecimenAdder(config, redactors, comparer, () => true);
  return add(pair, comparer.compare(pair));
}

function specimenOf(
  primary: ResponseSpec,
  candidate: ResponseSpec,
  overrides: Record<string, unknown> = {},
): Specimen {
  const { specimen } = withSpecimen(pairOf(primary, candidate), overrides);
  if (specimen === null) throw new Error('there is no specimen');
  return specimen;
}

function requestOf(head: string, body = ''): Specimen['request'] {
  const request = { head: Buffer.from(head), body: Buffer.from(body) };
  const pair = pairWith(exchangeOf({ body: '1' }, { request }), answered({ body: '2' }));
  const { specimen } = withSpecimen(pair);
  if (specimen === null) throw new Error('there is no specimen');
  return specimen.request;
}

function chunk(content: string): string {
  return `data: {"choices":[{"index":0,"delta":{"content":"${content}"}}]}\n\n`;
}

function shownPassword(value: string): string {
  return specimenOf({ body: `{"password":{"v":"${value}"}}` }, { body: '{}' }).primary.body.text;
}

describe('the format of bodies in a specimen', () => {
  const type = ['Content-Type', 'text/event-stream'];

  it('is the one in which they were compared, for both answers', () => {
    const failed = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n';
    const answer =
      'data: {"type":"content_block_delta","index":0,' +
      '"delta":{"type":"text_delta","text":"Hello"}}\n\n';
    const { primary, candidate } = specimenOf(
      { fields: type, body: answer },
      { fields: type, body: failed },
    );
    expect(JSON.parse(primary.body.text)).toMatchObject({ content: [{ text: 'Hello' }] });
    expect(JSON.parse(candidate!.body.text)).toMatchObject({
      error: { type: 'overloaded_error' },
      content: [],
    });
  });

  it('has trailers after the other fields', () => {
    const { primary } = specimenOf(
      { fields: type, trailers: ['Grpc-Status', '0'] },
      { status: 500 },
    );
    expect(primary.fields).toEqual([type, ['Grpc-Status', '0']]);
  });
});

describe('a specimen', () => {
  it('is built from a mismatch, with both answers', () => {
    const specimen = specimenOf({ body: '{"cost":1.10}' }, { status: 500, body: 'oops' });
    expect(specimen.primary).toMatchObject({
      status: 200,
      fields: [['Content-Type', 'application/json']],
      body: { kind: 'json', text: '{"cost":1.1}', bytes: 13, cut: false },
    });
    expect(specimen.candidate).toMatchObject({
      status: 500,
      body: { kind: 'text', text: 'oops', bytes: 4, cut: false },
    });
  });

  it('is built from an exchange that the candidate did not answer', () => {
    const failed = { kind: 'failed', failure: 'timeout', totalMs: 30_000 } as const;
    const { specimen } = withSpecimen(pairWith(exchangeOf({ body: '1' }), failed));
    expect(specimen).toMatchObject({ primary: { status: 200 }, candidate: null });
  });

  it.each([
    ['a match', pairOf({ body: '1' }, { body: '1' })],
    [
      'an exchange that was not mirrored',
      pairWith(exchangeOf({}), { kind: 'unsent', reason: 'not_sampled' }),
    ],
  ])('is not built from %s', (_, pair) => {
    expect(withSpecimen(pair).specimen).toBeNull();
  });

  it('contains the request with its times', () => {
    const { specimen } = withSpecimen(pairOf({ body: '1' }, { body: '2' }));
    expect(specimen?.request).toMatchObject({
      method: 'GET',
      target: '/api/keys/7?x=1',
      fields: [['Host', 'a']],
      body: { kind: 'empty', text: '', bytes: 0, cut: false },
    });
    expect(specimen?.times).toEqual({ sentMs: 1, firstByteMs: 5, endedMs: 11 });
  });

  it('lists identities that are visible in it, and no secret', () => {
    const pair = pairOf(
      { body: '{"id":7,"secret":"hush-7-hush","cost":1}' },
      { body: '{"id":"a1","secret":"quiet-a1-quiet","cost":2}' },
    );
    const known = [
      { primary: '7', candidate: 'a1', label: '‹key #1›' },
      { primary: 'hush-7-hush', candidate: 'quiet-a1-quiet', label: '‹secret #2›' },
    ];
    const identities = { ...pair.identities, known };
    expect(withSpecimen({ ...pair, identities }).specimen?.identities).toEqual([known[0]]);
  });

  it('has compressed bodies decoded', () => {
    const fields = ['Content-Type', 'application/json', 'Content-Encoding', 'gzip'];
    const { body } = specimenOf({ fields, body: gzipSync('{"a":1}') }, { body: '{}' }).primary;
    expect(body).toMatchObject({ kind: 'json', text: '{"a":1}' });
  });

  it.each([
    ['binary', ['Content-Type', 'image/png'], new Uint8Array([0x89, 0x50, 0xff, 0x00])],
    ['unread', ['Content-Encoding', 'gzip'], Buffer.from('not gzip')],
  ])('marks a body that it cannot show as %s', (kind, fields, body) => {
    expect(specimenOf({ fields, body }, { body: '{}' }).primary.body).toEqual({
      kind,
      text: '',
      bytes: body.byteLength,
      cut: true,
    });
  });

  it('keeps numbers that a double cannot hold', () => {
    const { body } = specimenOf({ body: '{"n":12345678901234567890}' }, { body: '{}' }).primary;
    expect(body.text).toBe('{"n":12345678901234567890}');
  });

  it('has the assembled answer of a stream of a chat completion', () => {
    const fields = ['Content-Type', 'text/event-stream'];
    const { body } = specimenOf(
      { fields, body: `${chunk('Hel')}${chunk('lo')}data: [DONE]\n\n` },
      { fields, body: chunk('Bye') },
    ).primary;
    expect(body.text).toContain('"content":"Hello"');
  });
});

describe('a body that is too large for a specimen', () => {
  it.each([
    ['an array', JSON.stringify(Array.from({ length: 50_000 }, (_, i) => `value ${i}`))],
    [
      'an object',
      JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]))),
    ],
    ['a deep object', `${'['.repeat(15_000)}${']'.repeat(15_000)}`],
    ['a long string', JSON.stringify('x'.repeat(500_000))],
  ])('is shortened, marked as such and still JSON: %s', (_, body) => {
    const shown = specimenOf({ body }, { body: '{}' }).primary.body;
    expect(shown).toMatchObject({ kind: 'json', cut: true });
    expect(shown.text.length).toBeLessThan(70_000);
    expect(() => JSON.parse(shown.text) as unknown).not.toThrow();
  });

  it('is cut if it is text', () => {
    const fields = ['Content-Type', 'text/plain'];
    const { body } = specimenOf({ fields, body: 'a b '.repeat(10_000) }, { body: '{}' }).primary;
    expect(body).toMatchObject({ kind: 'text', cut: true, bytes: 40_000 });
    expect(body.text).toHaveLength(16 * 1024);
  });
});

describe('a text with many secrets in a specimen', () => {
  const fields = ['Content-Type', 'text/plain'];
  it('is whole if the text without its secrets is short enough', () => {
    const { body } = specimenOf({ fields, body: `${secretLines(300)}end` }, { body: '{}' }).primary;
    expect(body).toMatchObject({ kind: 'text', cut: false, text: expect.stringMatching(/end$/) });
    expect(body.text).not.toContain('hunter');
  });

  it('ends with the number of characters that are left out, and is marked as cut', () => {
    const { body } = specimenOf({ fields, body: secretLines(900) }, { body: '{}' }).primary;
    expect(body).toMatchObject({ cut: true, text: expect.stringMatching(/‹\d+ more›$/) });
    expect(body.text.length).toBeLessThan(17_000);
  });
});

describe('a secret in a specimen', () => {
  const secret = 'hunter2-hunter2-hunter2';

  it.each([
    ['credentials', `Authorization: Bearer ${secret}`],
    ['an API key', `X-Api-Key: ${secret}`],
    ['a cookie', `Cookie: session=${secret}; a=${secret}`],
    ['a cookie without a name', `Cookie: ${secret}`],
  ])('is hidden in a header: %s', (_, line) => {
    const request = requestOf(`GET / HTTP/1.1\r\n${line}\r\n\r\n`);
    expect(JSON.stringify(request)).not.toContain(secret);
    expect(JSON.stringify(request)).toContain('‹redacted #');
  });

  it('is hidden in Set-Cookie, with its attributes shown', () => {
    const fields = ['Set-Cookie', `sid=${secret}; Path=/; HttpOnly`];
    const shown = specimenOf({ fields, body: '1' }, { body: '2' }).primary.fields;
    expect(shown[0]?.[1]).toMatch(/^sid=‹redacted #[0-9a-f]+›; Path=\/; HttpOnly$/);
  });

  it('is hidden in credentials, with their scheme shown', () => {
    const { fields } = requestOf(`GET / HTTP/1.1\r\nAuthorization: Basic ${secret}\r\n\r\n`);
    expect(fields[0]?.[1]).toMatch(/^Basic ‹redacted #/);
  });

  it('is hidden in the request target', () => {
    const { target } = requestOf(`GET /reset?token=${secret} HTTP/1.1\r\n\r\n`);
    expect(target).not.toContain(secret);
  });

  it('is hidden in a form of the request', () => {
    const head = 'POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n';
    const { body } = requestOf(head, `user=ann&password=${secret}`);
    expect(body.kind).toBe('json');
    expect(body.text).not.toContain(secret);
  });

  it('is hidden if a path of the config selects it', () => {
    const { primary } = specimenOf(
      { body: `{"people":[{"ssn":"${secret}","name":"Ann"}]}` },
      { body: '{}' },
      { redact: { paths: ['$.people[*].ssn'] } },
    );
    expect(primary.body.text).not.toContain(secret);
    expect(primary.body.text).toContain('Ann');
  });

  it('is hidden under its name, at any depth', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'items', 'meta'), { maxLength: 8 }), (path) => {
        const leaf: unknown = { apiKey: { nested: [secret, { deeper: secret }] } };
        const document = path.reduceRight<unknown>((inner, key) => ({ [key]: [inner] }), leaf);
        const { primary } = specimenOf({ body: JSON.stringify(document) }, { body: '{}' });
        expect(primary.body.text).not.toContain(secret);
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  it('has another digest than another secret', () => {
    expect(shownPassword('one')).toBe(shownPassword('one'));
    expect(shownPassword('one')).not.toBe(shownPassword('two'));
  });
});

function secretLines(count: number): string {
  return Array.from({ length: count }, (_, at) => `password=hunter${at}\n`).join('');
}
