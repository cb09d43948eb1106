import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { noSlack } from '../../src/vocabulary/time-slack.ts';
import { exchangeId } from '../../src/vocabulary/exchange.ts';
import {
  pairWith,
  answered,
  comparerFor,
  compareResponses,
  exchangeOf,
  pairOf,
  type ResponseSpec,
} from './pair-fixture.ts';

const keys: ResponseSpec = { body: '{"id":7}' };

function shown(fields: object): ResponseSpec {
  return { body: JSON.stringify({ headers: fields }) };
}

describe('an answer that contains the headers of the request', () => {
  const name = exchangeId('0a1b2c3d', 1);

  it('matches although it contains the headers that Parallax added', () => {
    const candidate = shown({ host: 'a', 'x-parallax-exchange': name });
    expect(compareResponses(shown({ host: 'a' }), candidate).outcome).toBe('match');
  });

  it('differs in any other header', () => {
    const candidate = shown({ host: 'b', 'x-parallax-exchange': name, via: 'c' });
    const { differences } = compareResponses(shown({ host: 'a' }), candidate);
    expect(differences.map(({ path }) => path)).toEqual(['$.headers.host', '$.headers.via']);
  });

  it('may contain the name of the exchange in a header, and in a compressed body', () => {
    const type = ['Content-Type', 'application/json', 'Content-Encoding', 'gzip'];
    const body = gzipSync(`{"headers":{"x-parallax-exchange":"${name}"}}`);
    const candidate = { body, fields: [...type, 'X-Parallax-Exchange', name] };
    const primary = { body: gzipSync('{"headers":{}}'), fields: type };
    const headers = ['x-parallax-exchange'];
    expect(compareResponses(primary, candidate, { headers }).outcome).toBe('match');
  });

  it('differs if it contains the name of another exchange', () => {
    const candidate = shown({ 'x-parallax-exchange': exchangeId('0a1b2c3d', 2) });
    expect(compareResponses(shown({}), candidate).outcome).toBe('mismatch');
  });
});

describe('the outcome of a pair', () => {
  it('is a match if status, headers and body agree', () => {
    const comparison = compareResponses(keys, keys);
    expect(comparison).toMatchObject({ outcome: 'match', reason: '', differences: [] });
  });

  it('is a mismatch, with the place, if one of them differs', () => {
    const comparison = compareResponses(keys, { body: '{"id":8}' });
    expect(comparison.outcome).toBe('mismatch');
    expect(comparison.differences).toMatchObject([
      {
        aspect: 'body',
        kind: 'changed',
        path: '$.id',
        template: '$.id',
        primary: '7',
        candidate: '8',
        shape: null,
        distance: 1,
      },
    ]);
  });

  it('is a mismatch if the status differs', () => {
    const comparison = compareResponses(keys, { ...keys, status: 201 });
    expect(comparison.differences).toMatchObject([
      {
        aspect: 'status',
        kind: 'changed',
        path: 'status',
        template: 'status',
        primary: '200',
        candidate: '201',
        shape: null,
        distance: null,
      },
    ]);
  });

  it('is a mismatch of status, header and body if all differ', () => {
    const comparison = compareResponses(keys, {
      status: 500,
      fields: ['Content-Type', 'text/plain'],
      body: 'oops',
    });
    expect(comparison.differences.map((one) => one.aspect)).toEqual(['status', 'header', 'body']);
  });

  it('is skipped, with the reason, if the request was not sent', () => {
    const pair = pairWith(exchangeOf(keys), { kind: 'unsent', reason: 'unsafe_method' });
    expect(comparerFor().compare(pair)).toMatchObject({
      outcome: 'skipped',
      reason: 'unsafe_method',
      candidate: null,
      primary: { status: 200 },
    });
  });

  it('is an error of the candidate, with the failure, if the candidate did not answer', () => {
    const pair = pairWith(exchangeOf(keys), {
      kind: 'failed',
      failure: 'timeout',
      totalMs: 30_000,
    });
    expect(comparerFor().compare(pair)).toMatchObject({
      outcome: 'candidate_error',
      reason: 'timeout',
      candidate: null,
      primary: { status: 200 },
    });
  });

  it('is an error of primary, separate from mismatches, if only the candidate answered', () => {
    const broken: ResponseSpec = {
      status: 500,
      fields: ['Content-Type', 'text/html'],
      body: '<h1>Oops</h1>',
    };
    for (const status of [200, 304, 404]) {
      expect(compareResponses(broken, { ...keys, status })).toMatchObject({
        outcome: 'primary_error',
        primary: { status: 500 },
        candidate: { status },
        differences: [{ aspect: 'status', primary: '500', candidate: String(status) }],
      });
    }
  });

  it('follows from the responses if both are errors, or only the candidate’s is', () => {
    const broken = { status: 502, body: '{"error":"x"}' };
    expect(compareResponses(broken, broken).outcome).toBe('match');
    expect(compareResponses(broken, { ...broken, status: 503 }).outcome).toBe('mismatch');
    expect(compareResponses(keys, broken).outcome).toBe('mismatch');
    expect(compareResponses({ ...keys, status: 404 }, keys).outcome).toBe('mismatch');
  });

  it('is an error of the candidate if primary failed and the candidate did not answer', () => {
    const pair = pairWith(exchangeOf({ status: 500 }), {
      kind: 'failed',
      failure: 'refused',
      totalMs: 1,
    });
    expect(comparerFor().compare(pair).outcome).toBe('candidate_error');
  });

  it('is skipped, and no match, if the comparison was given up', () => {
    expect(comparerFor().giveUp(pairOf(keys, keys))).toMatchObject({
      outcome: 'skipped',
      reason: 'comparison_failed',
    });
  });

  it('has status 0 for a primary that never answered', () => {
    const response = { head: new Uint8Array(0), body: new Uint8Array(0) };
    const pair = pairWith(
      exchangeOf(keys, { leftOut: 'aborted', firstByteAt: 0, endedAt: 0, response }),
      { kind: 'unsent', reason: 'aborted' },
    );
    expect(comparerFor().compare(pair).primary).toEqual({
      status: 0,
      slack: noSlack,
      firstByteMs: null,
      totalMs: null,
      bodyBytes: 0,
      stream: null,
    });
  });
});

describe('a comparison', () => {
  it('keeps the sequence and the time of the exchange', () => {
    const pair = pairOf(keys, keys);
    expect(comparerFor().compare(pair)).toMatchObject({
      sequence: pair.exchange.sequence,
      wallClockMs: pair.exchange.wallClockMs,
    });
  });

  it('has the route and area of the request line', () => {
    const routes = [{ match: 'GET /api/keys/{id}', area: 'virtual-keys' }];
    expect(comparerFor({ routes }).compare(pairOf(keys, keys))).toMatchObject({
      route: 'GET /api/keys/{id}',
      area: 'virtual-keys',
    });
  });
});

describe('the times of a comparison', () => {
  it('run from the last request byte, for primary as for the candidate', () => {
    const comparison = comparerFor().compare(pairOf(keys, keys));
    expect(comparison.primary).toMatchObject({ firstByteMs: 4, totalMs: 10 });
    expect(comparison.candidate).toMatchObject({ firstByteMs: 5, totalMs: 9 });
  });

  const events = { fields: ['Content-Type', 'text/event-stream'], body: 'data: 1\n\n' };

  it('include the flow of event streams', () => {
    const exchange = exchangeOf(events, { firstPayloadAt: 18, largestGapMs: 2 });
    const leg = { ...answered(events), firstPayloadMs: 6, largestGapMs: 30 };
    const comparison = comparerFor().compare(pairWith(exchange, leg));
    expect(comparison.primary.stream).toEqual({ firstEventMs: 7, largestGapMs: 2 });
    expect(comparison.candidate?.stream).toEqual({ firstEventMs: 6, largestGapMs: 30 });
  });

  it('have no gap if a slow client made the relay pause', () => {
    const exchange = exchangeOf(events, { paused: true, firstPayloadAt: 18, largestGapMs: 2 });
    const { primary } = comparerFor().compare(pairWith(exchange, answered(events)));
    expect(primary.stream).toEqual({ firstEventMs: 7, largestGapMs: null });
  });

  it('have no flow for a body that is not an event stream', () => {
    const { primary, candidate } = comparerFor().compare(pairOf(keys, keys));
    expect([primary.stream, candidate?.stream]).toEqual([null, null]);
  });

  it("leave out primary's total if a slow client made the relay pause", () => {
    const pair = pairWith(exchangeOf(keys, { paused: true }), answered(keys));
    expect(comparerFor().compare(pair).primary).toMatchObject({ firstByteMs: 4, totalMs: null });
  });

  it('leave out a first byte that came before the whole request was sent', () => {
    const pair = pairWith(exchangeOf(keys, { firstByteAt: 9 }), answered(keys));
    expect(comparerFor().compare(pair).primary.firstByteMs).toBeNull();
  });

  it('come with the sizes of the bodies', () => {
    const comparison = compareResponses({ body: '{}' }, { body: '{ }' });
    expect(comparison.primary.bodyBytes).toBe(2);
    expect(comparison.candidate?.bodyBytes).toBe(3);
  });
});
