import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPairComparer } from '../../../src/compare/compare-pair.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { exchangeId } from '../../../src/vocabulary/exchange.ts';
import { spanIdOf } from '../../../src/vocabulary/span-id.ts';
import { answered, exchangeOf, pairWith, parseConfig, redactor } from '../pair-fixture.ts';

const instance = '0a1b2c3d';
const exchange = exchangeId(instance, 1);
const spanId = spanIdOf(exchange, 'candidate');
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const ofClient = `00-${traceId}-00f067aa0ba902b7-01`;
const ofShadow = `00-${traceId}-${spanId}-01`;

interface Sent {
  /** Lines of the client's request. */
  readonly fields?: readonly string[];
  readonly config?: Record<string, unknown>;
}

/** The comparison of two JSON answers. */
function compared(
  primary: unknown,
  candidate: unknown,
  { fields = [], config = {} }: Sent = {},
): Comparison {
  const head = ['GET /api/keys/7 HTTP/1.1', 'Host: a', ...fields, '', ''].join('\r\n');
  const request = { head: Buffer.from(head), body: Buffer.alloc(0) };
  const ours = exchangeOf({ body: JSON.stringify(primary) }, { request });
  const theirs = answered({ body: JSON.stringify(candidate) });
  return createPairComparer(parseConfig(config), redactor, { instance }).compare(
    pairWith(ours, theirs),
  );
}

function pathsOf({ differences }: Comparison): readonly string[] {
  return differences.map(({ path }) => path);
}

const traced = { fields: [`traceparent: ${ofClient}`, 'baggage: a=b'] };
const withKey = (value: string) => ({
  candidate: { url: 'http://127.0.0.1:2', headers: { set: { authorization: value } } },
});

describe('an answer that shows the trace context of its request', () => {
  it.each<[string, unknown, unknown]>([
    ['as a header', { traceparent: ofClient }, { traceparent: ofShadow }],
    ['as an id', { parent: '00f067aa0ba902b7', traceId }, { parent: spanId, traceId }],
    ['in a text', { log: `span ${ofClient};` }, { log: `span ${ofShadow};` }],
    ['with baggage', { baggage: 'a=b' }, { baggage: 'a=b,parallax=shadow' }],
  ])('is the same: %s', (_, primary, candidate) => {
    expect(compared(primary, candidate, traced).outcome).toBe('match');
  });

  it('is the same with baggage that the client did not send', () => {
    expect(compared({ headers: {} }, { headers: { baggage: 'parallax=shadow' } }).outcome).toBe(
      'match',
    );
  });

  it('is the same if only the sampling differs', () => {
    const unsampled = `00-${traceId}-${spanId}-00`;
    const sent = { ...traced, config: { tracing: { unsampled: true } } };
    expect(compared({ traceparent: ofClient }, { traceparent: unsampled }, sent).outcome).toBe(
      'match',
    );
  });

  it.each<[string, unknown]>([
    [
      'the span of another exchange',
      { traceparent: `00-${traceId}-${spanIdOf('x-2', 'candidate')}-01` },
    ],
    [
      "the secondary's span",
      { traceparent: `00-${traceId}-${spanIdOf(exchange, 'secondary')}-01` },
    ],
    ['another trace', { traceparent: `00-${traceId.replace('4', '5')}-${spanId}-01` }],
    ['a longer span', { traceparent: `${ofShadow}1` }],
  ])('differs by %s', (_, candidate) => {
    expect(pathsOf(compared({ traceparent: ofClient }, candidate, traced))).toEqual([
      '$.traceparent',
    ]);
  });

  it('differs in another difference beside the trace context', () => {
    const primary = { traceparent: ofClient, place: 'a' };
    const candidate = { traceparent: ofShadow, place: 'b' };
    expect(pathsOf(compared(primary, candidate, traced))).toEqual(['$.place']);
  });
});

describe('an answer that shows a header that the config sets', () => {
  const sent = {
    fields: ['Authorization: Bearer sk-of-the-client-1'],
    config: withKey('Bearer sk-of-the-candidate'),
  };

  it.each<[string, unknown, unknown]>([
    ['all of it', { key: 'Bearer sk-of-the-client-1' }, { key: 'Bearer sk-of-the-candidate' }],
    ['without its scheme', { key: 'sk-of-the-client-1' }, { key: 'sk-of-the-candidate' }],
    [
      'in a text',
      { error: 'No key sk-of-the-client-1.' },
      { error: 'No key sk-of-the-candidate.' },
    ],
  ])('is the same: %s', (_, primary, candidate) => {
    expect(compared(primary, candidate, sent).outcome).toBe('match');
  });

  it('is the same if the client sent no such header', () => {
    const config = withKey('Bearer sk-of-the-candidate');
    const candidate = { headers: { Authorization: 'Bearer sk-of-the-candidate' } };
    expect(compared({ headers: {} }, candidate, { config }).outcome).toBe('match');
  });

  it.each<[string, unknown, unknown]>([
    [
      'the candidate shows the header and primary does not',
      { ok: true },
      { ok: true, key: 'sk-of-the-candidate' },
    ],
    [
      'primary shows another value than the client sent',
      { key: 'sk-of-another-one' },
      { key: 'sk-of-the-candidate' },
    ],
    [
      'the candidate shows another value than the config sets',
      { key: 'sk-of-the-client-1' },
      { key: 'sk-of-the-candidate2' },
    ],
  ])('differs if %s', (_, primary, candidate) => {
    expect(pathsOf(compared(primary, candidate, sent))).toEqual(['$.key']);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['in a field that is noise', { ts: 1 }, ['$.ts']],
    ['in another field', { ts: 0, apiVersion: 'v2' }, ['$.apiVersion']],
  ])('is no echo if primary shows the value, too, and differs %s', (_, other, paths) => {
    const headers = { set: { 'api-version': 'v1' } };
    const config = { candidate: { url: 'http://127.0.0.1:2', headers } };
    const shown = { apiVersion: 'v1', ts: 0 };
    const candidate = { ...shown, ...(other as object) };
    expect(pathsOf(compared(shown, candidate, { config }))).toEqual(paths);
  });

  it('is no echo of a credential if primary shows the credential, too', () => {
    const shown = { owner: 'sk-of-the-candidate', ts: 0 };
    expect(pathsOf(compared(shown, { ...shown, ts: 1 }, sent))).toEqual(['$.ts']);
  });

  it('does not reveal the value if it differs', () => {
    const comparison = compared({ ok: 1 }, { ok: 1, shown: 'Zq sk-of-the-candidate' }, sent);
    expect(comparison.differences).toHaveLength(1);
    expect(JSON.stringify(comparison)).not.toContain('sk-of-the-candidate');
  });

  it('does not reveal a credential after an unknown scheme', () => {
    const set = { 'x-gate': { text: 'GenieKey grapefruit', secret: true } };
    const config = { candidate: { url: 'http://127.0.0.1:2', headers: { set } } };
    const comparison = compared({ ok: 1 }, { ok: 1, said: 'no grapefruit here' }, { config });
    expect(JSON.stringify(comparison.differences)).toContain('no ‹redacted');
    expect(JSON.stringify(comparison)).not.toContain('grapefruit');
  });

  it('does not reveal a value from a file or the environment, whatever the name of the header', () => {
    const set = { 'x-tenant': { text: 'grapefruit', secret: true } };
    const config = { candidate: { url: 'http://127.0.0.1:2', headers: { set } } };
    const comparison = compared({ ok: 1 }, { ok: 1, for: 'the grapefruit' }, { config });
    expect(JSON.stringify(comparison.differences)).toContain('the ‹redacted');
    expect(JSON.stringify(comparison)).not.toContain('grapefruit');
  });
});

it('all other differences are found beside echoes as without them', () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  fc.assert(
    fc.property(value, value, (ours, theirs) => {
      const plain = compared({ ours: 1, value: ours }, { ours: 1, value: theirs });
      const echoed = compared(
        { trace: ofClient, value: ours },
        { trace: ofShadow, value: theirs },
        traced,
      );
      expect(pathsOf(echoed)).toEqual(pathsOf(plain));
    }),
    { numRuns: 100, seed: 18 },
  );
});

describe('a path in an answer of the candidate', () => {
  const config = { candidate: { url: 'http://127.0.0.1:2/v2', path: { strip: '/api' } } };

  function comparedFields(name: string, primary: string, candidate: string): Comparison {
    const fields = (value: string) => ['Content-Type', 'application/json', name, value];
    const ours = exchangeOf({ fields: fields(primary) });
    const theirs = answered({ fields: fields(candidate) });
    return createPairComparer(parseConfig(config), redactor, { instance }).compare(
      pairWith(ours, theirs),
    );
  }

  it.each([
    ['as a path', 'Location', '/api/things/7?a', '/v2/things/7?a'],
    ['as a URL', 'Location', 'http://a/api/things/7', 'http://127.0.0.1:2/v2/things/7'],
    ['as the path without edits', 'Location', '/api/things/7', '/api/things/7'],
    ['in a link', 'Link', '</api/things?page=2>; rel=next', '</v2/things?page=2>; rel=next'],
    ['in a cookie', 'Set-Cookie', 'a=b; Path=/api', 'a=b; Path=/v2'],
  ])('matches with the prefix of the candidate: %s', (_, name, primary, candidate) => {
    expect(comparedFields(name, primary, candidate).outcome).toBe('match');
  });

  it.each([
    ['another thing', 'Location', '/api/things/7', '/v2/things/8'],
    ['another prefix', 'Location', '/api/things/7', '/v3/things/7'],
    ['no prefix', 'Location', '/api/things/7', '/things/7'],
    ['another host', 'Location', '/api/things/7', 'http://elsewhere.test/v2/things/7'],
    ['another page', 'Link', '</api/things?page=2>; rel=next', '</v2/things?page=3>; rel=next'],
  ])('differs: %s', (_, name, primary, candidate) => {
    expect(comparedFields(name, primary, candidate).outcome).toBe('mismatch');
  });
});
