import { describe, expect, it } from 'vitest';
import { AskedExchanges } from '../../../src/shadow/asker/asked-exchanges.ts';
import type { Delivery } from '../../../src/transport/inbox.ts';
import type { Exchange } from '../../../src/vocabulary/exchange.ts';
import type { Leg } from '../../../src/vocabulary/pair.ts';
import { parseRequestHead } from '../../../src/vocabulary/raw-head.ts';
import { exchangesFrom } from '../exchange-fixture.ts';

const answered: Leg = {
  kind: 'answered',
  response: { head: Buffer.from('HTTP/1.1 201 Created\r\n\r\n'), body: Buffer.from('{"id":9}') },
  firstByteMs: 1,
  totalMs: 2,
  firstPayloadMs: null,
  largestGapMs: null,
  askedAtMs: 1_700_000_000_000,
  answeredAtMs: 1_700_000_000_002,
};

function started() {
  const emitted: Exchange[] = [];
  const asked = new AskedExchanges((exchange) => emitted.push(exchange));
  const take = (exchange: Exchange): Delivery<Exchange> => {
    const held = { record: exchange, release: () => undefined };
    return asked.taken({ ...held, detach: () => held });
  };
  /** As the shadow plane sends a request. */
  const ask = ({ record }: Delivery<Exchange>, target?: string): void => {
    const head = parseRequestHead(record.request.head);
    const translated = { ...head, target: target ?? head.target };
    asked.noteAsked(record, { head: translated, body: record.request.body, translated: [] });
  };
  const noIdentities = { candidate: [], secondary: [] } as never;
  const settle = (delivery: Delivery<Exchange>, leg: Leg): void =>
    asked.asPairs.send({ ...delivery, operation: '' }, leg, null, noIdentities, {} as never);
  return { asked, emitted, take, ask, settle };
}

const exchange = exchangesFrom();

describe('an exchange for which a replay asks primary again', () => {
  it('has the request as primary gets it, and the new response and times', () => {
    const { asked, emitted, take, ask, settle } = started();
    const one = take(exchange({ method: 'PUT', target: '/keys/4', body: '{}' }));
    const before = performance.now();
    ask(one, '/keys/9');
    settle(one, answered);
    const [made] = emitted;
    expect(Buffer.from(made!.request.head).toString()).toBe(
      'PUT /keys/9 HTTP/1.1\r\nHost: client.example\r\nContent-Length: 2\r\n\r\n',
    );
    expect(Buffer.from(made!.response.body).toString()).toBe('{"id":9}');
    expect(made).toMatchObject({
      wallClockMs: 1_700_000_000_000,
      leftOut: null,
      requestWhole: true,
    });
    expect(made!.startedAt).toBeGreaterThanOrEqual(before);
    expect(made!.endedAt).toBeGreaterThanOrEqual(made!.startedAt);
    expect(asked).toMatchObject({
      settled: 1,
      knownStatuses: 1,
      changedStatuses: 1,
      inFlight: 0,
    });
  });

  it('names the writes that were in progress when it was answered', () => {
    const { emitted, take, ask, settle } = started();
    const [write, read] = [take(exchange({ method: 'POST' })), take(exchange())];
    ask(write);
    ask(read);
    settle(read, answered);
    settle(write, answered);
    expect(emitted.map(({ openWrites }) => openWrites)).toEqual([[write.record.sequence], []]);
  });

  it('is compared although the recorded response was lost', () => {
    const { emitted, take, ask, settle } = started();
    const one = take(exchange({}, { leftOut: 'body_too_large' }));
    expect(one.record.leftOut).toBeNull();
    ask(one);
    settle(one, answered);
    expect(emitted[0]).toMatchObject({ leftOut: null });
  });

  it.each([
    ['a write that primary may have executed', 'timeout', 'aborted', true],
    ['a write that never reached primary', 'refused', 'aborted', false],
    ['a write whose answer is too large', 'too_large', 'body_too_large', true],
  ] as const)('is left out: %s', (_, failure, leftOut, requestWhole) => {
    const { emitted, take, ask, settle } = started();
    const one = take(exchange({ method: 'POST' }));
    ask(one);
    settle(one, { kind: 'failed', failure, totalMs: 1 });
    expect(emitted[0]).toMatchObject({ leftOut, requestWhole });
  });

  it('is left out, and not sent to the candidate, if Parallax had no connection for it', () => {
    const { asked, emitted, take, ask } = started();
    const one = take(exchange({ method: 'POST' }));
    ask(one);
    asked.asPairs.sendUnsent({ ...one, operation: '' }, 'own_limits');
    expect(emitted[0]).toMatchObject({ leftOut: 'own_limits', requestWhole: false });
  });

  it('is compared if it waited while primary failed, and was sent later', () => {
    const { asked, emitted, take, ask } = started();
    const one = take(exchange({ method: 'POST' }));
    asked.asPairs.sendNotAsked({ ...one, operation: '', release: () => undefined });
    ask(one);
    asked.noteOutcome(one.record, answered);
    one.release();
    expect(emitted[0]).toMatchObject({ leftOut: null, requestWhole: true });
  });

  it('has no recorded status if the recorded response was lost', () => {
    const { asked, take, ask, settle } = started();
    const lost = { head: Buffer.alloc(0), body: Buffer.alloc(0) };
    const one = take(exchange({}, { leftOut: 'aborted', response: lost }));
    ask(one);
    settle(one, answered);
    expect(asked).toMatchObject({ settled: 1, knownStatuses: 0, changedStatuses: 0 });
  });

  it('is left out, and not sent to the candidate, if policy keeps it from primary', () => {
    const { asked, emitted, take } = started();
    const one = take(exchange({ method: 'POST' }));
    asked.asPairs.sendUnsent({ ...one, operation: '' }, 'unsafe_method');
    expect(emitted[0]).toMatchObject({ leftOut: 'unsafe_method', requestWhole: false });
  });
});
