import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom, type RequestSpec } from './exchange-fixture.ts';
import { mirrorToUrl } from './raw-candidate.ts';

interface Times {
  readonly firstByteMs: number | null;
  readonly totalMs: number | null;
  readonly firstPayloadMs: number | null;
  readonly largestGapMs: number | null;
  /** From before it was sent until after it was answered. */
  readonly wallMs: number;
}

/** What is told of the times of a mirrored request that the candidate answers like this. */
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
    // Looking for the pair all the time would be work, and make the times untold.
    await answered;
    await until(() => shadow.pairs.length > 0);
    const wallMs = performance.now() - startedAt;
    const leg = shadow.pairs.pop()?.candidate;
    if (leg?.kind !== 'answered') throw new Error('not answered');
    return { ...leg, wallMs };
  };
}

/** Where this thread was at work at the wrong moment, no time is told: then it is asked again. */
async function toldTimes(
  measure: () => Promise<Times>,
): Promise<{ firstByteMs: number; totalMs: number; wallMs: number }> {
  for (;;) {
    const { firstByteMs, totalMs, wallMs } = await measure();
    if (firstByteMs !== null && totalMs !== null) return { firstByteMs, totalMs, wallMs };
  }
}

describe('the times of an answer', () => {
  it('run from the last request byte to the first byte of the final answer, and to its last', async () => {
    const measure = await mirrorTo((_, response) => {
      setTimeout(() => response.writeProcessing(), 60);
      setTimeout(() => response.write('first'), 120);
      setTimeout(() => response.end('last'), 320);
    });
    // The first ones may be too slow for anything to be told of the interim answer.
    for (let i = 0; i < 5; i += 1) {
      const { firstByteMs, totalMs } = await toldTimes(measure);
      // Below what the timers say: the machine may be slow to read, hardly early.
      expect(firstByteMs).toBeGreaterThan(100);
      expect(totalMs - firstByteMs).toBeGreaterThan(50);
    }
  });

  it('tell when the body began, and the longest time in which nothing of it came', async () => {
    const measure = await mirrorTo((_, response) => {
      response.flushHeaders();
      setTimeout(() => response.write('first'), 80);
      setTimeout(() => response.write('next'), 280);
      setTimeout(() => response.end('last'), 330);
    });
    for (;;) {
      const { firstPayloadMs, largestGapMs, totalMs } = await measure();
      if (firstPayloadMs === null || largestGapMs === null || totalMs === null) continue;
      expect(firstPayloadMs).toBeGreaterThan(60);
      expect(largestGapMs).toBeGreaterThan(100);
      expect(largestGapMs).toBeLessThan(totalMs - firstPayloadMs);
      break;
    }
  });

  it('have nothing of the time it took to read a large request', async () => {
    const pauseMs = 400;
    const measure = await mirrorTo((request, response) => {
      setTimeout(() => {
        request.resume();
        request.on('end', () => setTimeout(() => response.end(), 300));
      }, pauseMs);
    });
    // More than the system keeps of what nobody has read yet.
    const body = 'x'.repeat(16 * 1024 * 1024);
    const { firstByteMs, wallMs } = await toldTimes(() => measure({ method: 'POST', body }));
    // Sending began after the clock was started, and ended no sooner than the pause.
    expect(firstByteMs).toBeLessThanOrEqual(wallMs - pauseMs);
  });

  it('are not told where our own thread was at work when it came', async () => {
    const measure = await mirrorTo((_, response) => {
      response.end('soon');
      const busyUntil = performance.now() + 100;
      while (performance.now() < busyUntil);
    });
    expect(await measure()).toMatchObject({ firstByteMs: null, totalMs: null });
  });
});
