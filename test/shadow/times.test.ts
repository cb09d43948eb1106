import { createServer, type RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Leg } from '../../src/vocabulary/pair.ts';
import { noSlack } from '../../src/vocabulary/time-slack.ts';
import { listen } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom, type RequestSpec } from './exchange-fixture.ts';
import { mirrorToUrl } from './raw-candidate.ts';

interface Times {
  readonly leg: AnsweredLeg;
  /** From before it was sent until after it was answered. */
  readonly wallMs: number;
}

type AnsweredLeg = Extract<Leg, { kind: 'answered' }>;

/** The times of a mirrored request with this answer of the candidate. */
async function mirrorTo(
  onRequest: RequestListener,
): Promise<(request?: RequestSpec) => Promise<Times>> {
  let onAnswered: (() => void) | undefined;
  const server = createServer((request, response) => {
    response.on('finish', () => onAnswered?.());
    onRequest(request, response);
  });
  const shadow = mirrorToUrl(`http://127.0.0.1:${await listen(server)}`);
  onTestFinished(() => void server.close());
  const exchange = exchangesFrom();
  return async (request) => {
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    onAnswered = resolve;
    const startedAt = performance.now();
    shadow.send(exchange(request));
    await answered;
    await until(() => shadow.pairs.length > 0);
    const wallMs = performance.now() - startedAt;
    const leg = shadow.pairs.pop()?.candidate;
    if (leg?.kind !== 'answered') throw new Error('not answered');
    return { leg, wallMs };
  };
}

describe('the times of an answer', () => {
  it('run from the last request byte to the first byte of the final answer, and to its last', async () => {
    const measure = await mirrorTo(async (_, response) => {
      await delay(60);
      response.writeProcessing();
      await delay(60);
      response.write('first');
      await delay(200);
      response.end('last');
    });
    const { leg } = await measure();
    // Below what the timers say: the machine may be slow to read, hardly early.
    expect(leg.firstByteMs).toBeGreaterThan(100);
    expect(leg.totalMs - leg.firstByteMs).toBeGreaterThan(50);
  });

  it('include the start of the body, and its longest gap', async () => {
    const measure = await mirrorTo(async (_, response) => {
      response.flushHeaders();
      await delay(80);
      response.write('first');
      await delay(200);
      response.write('next');
      await delay(50);
      response.end('last');
    });
    const { firstPayloadMs, largestGapMs, totalMs, slack = noSlack } = (await measure()).leg;
    expect(firstPayloadMs).toBeGreaterThan(60);
    expect(largestGapMs).toBeGreaterThan(100);
    // The gap is the longest possible one: the first piece may have come before it was seen.
    const earliestPayloadMs = (firstPayloadMs ?? 0) - slack.firstMs;
    expect(largestGapMs).toBeLessThan(totalMs - earliestPayloadMs);
  });

  it('do not include the time for reading a large request', async () => {
    const pauseMs = 400;
    const measure = await mirrorTo((request, response) => {
      setTimeout(() => {
        request.resume();
        request.on('end', () => setTimeout(() => response.end(), 300));
      }, pauseMs);
    });
    // More than the system keeps of what nobody has read yet.
    const body = 'x'.repeat(16 * 1024 * 1024);
    const { leg, wallMs } = await measure({ method: 'POST', body });
    // Sending began after the clock was started, and ended no sooner than the pause.
    expect(leg.firstByteMs).toBeLessThanOrEqual(wallMs - pauseMs);
  });

  it('have an uncertainty of as long as this thread was busy when the answer came', async () => {
    const busyMs = 100;
    const measure = await mirrorTo((_, response) => {
      response.end('soon');
      const busyUntil = performance.now() + busyMs;
      while (performance.now() < busyUntil);
    });
    const { totalMs, slack } = (await measure()).leg;
    expect(slack?.totalMs).toBeGreaterThan(0.9 * busyMs);
    expect(slack?.totalMs).toBeLessThanOrEqual(totalMs);
  });

  it('have an uncertainty of as much as exchanges came closer together than at primary', async () => {
    const server = createServer((_, response) => {
      setTimeout(() => response.end('later'), 50);
    });
    const shadow = mirrorToUrl(`http://127.0.0.1:${await listen(server)}`);
    onTestFinished(() => void server.close());
    const exchange = exchangesFrom();
    shadow.send(exchange({}, { endedAt: 30 }), exchange({}, { endedAt: 5_000 }));
    await until(() => shadow.pairs.length === 2);
    const legs = shadow.pairs.map(({ candidate }) => candidate);
    expect(
      legs.map((leg) => leg.kind === 'answered' && leg.slack?.totalMs === leg.totalMs),
    ).toEqual([true, true]);
  });
});
