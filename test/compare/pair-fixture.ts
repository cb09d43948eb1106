import { configSchema } from '../../src/config/schema.ts';
import { createPairComparer, type PairComparer } from '../../src/compare/compare-pair.ts';
import { createRedactor } from '../../src/compare/redaction/redactor.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { noExcuses } from '../../src/vocabulary/excuses.ts';
import { noIdentities, noPathIdentities } from '../../src/vocabulary/identities.ts';
import type { Leg, Pair } from '../../src/vocabulary/pair.ts';
import { formatResponseHead, withTrailers } from '../../src/vocabulary/raw-head.ts';

/** A response as a test writes it down. */
export interface ResponseSpec {
  readonly status?: number;
  /** Names and values in wire order; a body without a content-type is JSON. */
  readonly fields?: readonly string[];
  readonly body?: string | Uint8Array;
  /** Names and values of the fields behind the body. */
  readonly trailers?: readonly string[];
}

export const redactor = createRedactor(Buffer.alloc(32, 7));

export function parseConfig(overrides: Record<string, unknown> = {}) {
  return configSchema.parse({
    primary: 'http://127.0.0.1:1',
    candidate: 'http://127.0.0.1:2',
    ...overrides,
  });
}

export function comparerFor(overrides: Record<string, unknown> = {}): PairComparer {
  return createPairComparer(parseConfig(overrides), redactor);
}

export function exchangeOf(primary: ResponseSpec, overrides: Partial<Exchange> = {}): Exchange {
  return {
    sequence: 1,
    connection: 1,
    revision: 1,
    tenure: 0,
    wallClockMs: 1_700_000_000_000,
    startedAt: 10,
    sentAt: 11,
    firstByteAt: 15,
    endedAt: 21,
    firstPayloadAt: Number.NaN,
    largestGapMs: Number.NaN,
    paused: false,
    leftOut: null,
    requestWhole: true,
    openWrites: [],
    request: {
      head: Buffer.from('GET /api/keys/7?x=1 HTTP/1.1\r\nHost: a\r\n\r\n'),
      body: bytes(''),
    },
    response: responseOf(primary),
    ...overrides,
  };
}

/** The candidate gets the request a second after primary. */
export const askedAtMs = 1_700_000_001_000;

export function answered(spec: ResponseSpec): Extract<Leg, { kind: 'answered' }> {
  return {
    kind: 'answered',
    response: responseOf(spec),
    firstByteMs: 5,
    totalMs: 9,
    firstPayloadMs: null,
    largestGapMs: null,
    askedAtMs,
    answeredAtMs: askedAtMs + 9,
  };
}

/** A pair without a secondary, and without identities to translate. */
export function pairWith(exchange: Exchange, candidate: Leg): Pair {
  const none = {
    identities: noIdentities,
    pathIdentities: noPathIdentities,
    operation: '',
    secondaryIdentities: noIdentities,
    excuses: noExcuses,
  };
  return { exchange, candidate, secondary: null, ...none };
}

export function pairOf(primary: ResponseSpec, candidate: ResponseSpec): Pair {
  return pairWith(exchangeOf(primary), answered(candidate));
}

/** Compares two responses under a `compare:` config. */
export function compareResponses(
  primary: ResponseSpec,
  candidate: ResponseSpec,
  compare: Record<string, unknown> = {},
): Comparison {
  return comparerFor({ compare }).compare(pairOf(primary, candidate));
}

/** Compares two JSON bodies, given as text. */
export function compareJsonTexts(
  primary: string | Uint8Array,
  candidate: string | Uint8Array,
  compare: Record<string, unknown> = {},
): Comparison {
  return compareResponses({ body: primary }, { body: candidate }, compare);
}

function responseOf({ status = 200, fields, body = '', trailers = [] }: ResponseSpec) {
  const head = formatResponseHead(status, fields ?? ['Content-Type', 'application/json']);
  return {
    head: withTrailers(head, trailers),
    body: bytes(body),
  };
}

function bytes(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : body;
}
