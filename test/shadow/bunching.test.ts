import { describe, expect, it } from 'vitest';
import { Bunching, withSlack } from '../../src/shadow/bunching.ts';
import type { Leg } from '../../src/vocabulary/pair.ts';

interface Arrival {
  readonly endedAt: number;
  readonly arrivedAt: number;
}

const openMax = 64;

/** The candidate answers nothing of what arrives together before all of it has arrived. */
function arriveAll(bunching: Bunching, arrivals: readonly Arrival[]): void {
  for (const [at, { endedAt, arrivedAt }] of arrivals.entries()) {
    const first = arrivals.findIndex((one) => one.arrivedAt === arrivedAt);
    bunching.arrive(endedAt, arrivedAt, at - first, openMax);
  }
}

function after(...arrivals: readonly Arrival[]): Bunching {
  const bunching = new Bunching();
  arriveAll(bunching, arrivals);
  return bunching;
}

/** Every 25 ms, each so long after its end. */
function withLags(lagsMs: readonly number[]): Arrival[] {
  return lagsMs.map((lagMs, at) => ({ endedAt: 25 * at, arrivedAt: 25 * at + lagMs }));
}

/** What came during a stall arrives at its end. */
function stalled(fromMs: number, toMs: number): Arrival[] {
  return withLags(Array.from({ length: 400 }, () => 2)).map(({ endedAt, arrivedAt }) => ({
    endedAt,
    arrivedAt: arrivedAt > fromMs && arrivedAt < toMs ? toMs : arrivedAt,
  }));
}

describe('the time that an answer may have taken longer because of Parallax', () => {
  it('is nothing while exchanges arrive in the rhythm of the clients', () => {
    const bunching = after(...withLags([2, 12, 2, 30, 5, 44, 0]));
    expect(bunching.msWithin(0, 1_000)).toBe(0);
  });

  it('is nothing while exchanges arrive later and later', () => {
    const bunching = after(...withLags(Array.from({ length: 100 }, (_, at) => 40 * at)));
    expect(bunching.msWithin(0, 10_000)).toBe(0);
  });

  it('is the length of a stall, for each answer under way when its exchanges arrived', () => {
    const bunching = after(...stalled(1_000, 1_800));
    expect(bunching.msWithin(1_800, 1_900)).toBeGreaterThan(750);
    expect(bunching.msWithin(1_800, 1_900)).toBeLessThanOrEqual(800);
    expect(bunching.msWithin(1_700, 1_810)).toBeGreaterThan(750);
  });

  it('is nothing for an answer before the stall, and for a request some seconds after it', () => {
    const bunching = after(...stalled(1_000, 1_800));
    bunching.answered(0, 2_000);
    expect(bunching.msWithin(900, 1_000)).toBe(0);
    expect(bunching.msWithin(6_000, 9_000)).toBe(0);
  });

  it('is there until the candidate has no more to answer than before, and not for ever', () => {
    const bunching = after(...stalled(1_000, 1_800));
    bunching.answered(500, 9_000);
    expect(bunching.msWithin(9_000, 9_100)).toBeGreaterThan(750);
    bunching.answered(0, 10_000);
    expect(bunching.msWithin(10_001, 10_100)).toBe(0);
    const slowCandidate = after(...stalled(1_000, 1_800));
    for (let now = 10_000; now < 100_000; now += 100) slowCandidate.answered(500, now);
    expect(slowCandidate.msWithin(90_000, 95_000)).toBe(0);
  });

  it('is that of a small stall, long after a large one', () => {
    const bunching = after(...stalled(1_000, 4_000));
    bunching.answered(0, 5_000);
    for (let at = 20_000; at < 80_000; at += 1_000) {
      // Two exchanges that ended 60 ms apart arrive together.
      bunching.arrive(at - 62, at, 0, openMax);
      bunching.arrive(at - 2, at, 1, openMax);
      expect(bunching.msWithin(at, at + 50)).toBe(60);
      bunching.answered(0, at + 50);
    }
  });

  it('is nothing in the rhythm of a hub, which passes exchanges on every 57 ms', () => {
    const bunching = new Bunching(true);
    for (let at = 0; at < 60_000; at += 57) {
      for (let n = 0; n < 10; n += 1) bunching.arrive(at - 250 - 5.7 * (10 - n), at, n, openMax);
      expect(bunching.msWithin(at, at + 40)).toBe(0);
    }
  });

  it('is nothing if exchanges waited because the candidate had as much to do as it gets at once', () => {
    const bunching = new Bunching(true);
    for (let n = 0; n < 1_000; n += 1) bunching.arrive(10 * n, 20_000, openMax + n, openMax);
    expect(bunching.msWithin(20_000, 21_000)).toBe(0);
  });
});

/** Whether any answer of a server that serves one request after the other is certainly slower than at primary. */
function isCertainlySlower(arrivals: readonly Arrival[], serveMs: number): boolean {
  const bunching = new Bunching();
  const open: { sentAt: number; answeredAt: number }[] = [];
  let freeAt = 0;
  let isSlower = false;

  function answerUntil(now: number): void {
    for (let [next] = open; next !== undefined && next.answeredAt <= now; [next] = open) {
      open.shift();
      const { sentAt, answeredAt } = next;
      bunching.answered(open.length, answeredAt);
      const leastMs = answeredAt - sentAt - bunching.msWithin(sentAt, answeredAt);
      isSlower ||= leastMs > serveMs + 50;
    }
  }

  for (const { endedAt, arrivedAt } of arrivals) {
    answerUntil(arrivedAt);
    bunching.arrive(endedAt, arrivedAt, open.length, openMax);
    freeAt = Math.max(freeAt, arrivedAt) + serveMs;
    open.push({ sentAt: arrivedAt, answeredAt: freeAt });
  }
  answerUntil(Infinity);
  return isSlower;
}

describe('around a stall of Parallax', () => {
  it.each([200, 700, 1_500])('of %i ms, a candidate like primary is not slower', (stallMs) => {
    expect(isCertainlySlower(stalled(1_000, 1_000 + stallMs), 20)).toBe(false);
  });

  it('a candidate that is slower by more than the stall is slower', () => {
    expect(isCertainlySlower(stalled(1_000, 1_200), 30)).toBe(true);
  });
});

describe('the times of an answer that may be too long', () => {
  const leg: Leg = {
    kind: 'answered',
    response: { head: Buffer.alloc(0), body: Buffer.alloc(0) },
    firstByteMs: 90,
    totalMs: 100,
    firstPayloadMs: 95,
    largestGapMs: null,
    slack: { totalMs: 10, firstMs: 5, gapMs: 0 },
    askedAtMs: 0,
    answeredAtMs: 100,
  };

  it('have this much more slack', () => {
    expect(withSlack(leg, 30)).toMatchObject({ slack: { totalMs: 40, firstMs: 35, gapMs: 0 } });
  });

  it('are never below zero', () => {
    expect(withSlack(leg, 500)).toMatchObject({ slack: { totalMs: 100, firstMs: 95, gapMs: 0 } });
  });
});
