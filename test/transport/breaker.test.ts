import { describe, expect, it } from 'vitest';
import { Breaker, type Admission } from '../../src/transport/breaker.ts';

function breakerAt() {
  const clock = { now: 0 };
  const breaker = new Breaker({ now: () => clock.now });
  const pass = (result: 'succeeded' | 'failed' | 'withdrawn'): Admission => {
    const admission = breaker.admit();
    breaker.settle(admission, result);
    return admission;
  };
  const fail = (times: number): void => {
    for (let i = 0; i < times; i += 1) pass('failed');
  };
  return { breaker, clock, pass, fail };
}

/** The pause from its last probe to the next one, in milliseconds. */
function pauseOf({ breaker, clock }: ReturnType<typeof breakerAt>): number {
  const from = clock.now;
  while (breaker.isBlocking) clock.now += 100;
  return clock.now - from;
}

describe('the breaker', () => {
  it('opens at the twentieth failure in a row', () => {
    const { breaker, fail } = breakerAt();
    fail(19);
    expect(breaker.admit()).toBe('open');
    breaker.settle('open', 'failed');
    expect(breaker.admit()).toBe('blocked');
  });

  it('starts to count again after a success', () => {
    const { breaker, fail, pass } = breakerAt();
    fail(19);
    pass('succeeded');
    fail(19);
    expect(breaker.isOpen).toBe(false);
  });

  it('ignores requests that the candidate never got', () => {
    const { breaker, fail, pass } = breakerAt();
    fail(19);
    pass('withdrawn');
    fail(1);
    expect(breaker.isOpen).toBe(true);
  });

  it('lets a single probe through after a second', () => {
    const { breaker, clock, fail } = breakerAt();
    fail(20);
    clock.now = 999;
    expect(breaker.admit()).toBe('blocked');
    clock.now = 1_000;
    expect(breaker.admit()).toBe('probe');
    expect(breaker.admit()).toBe('blocked');
  });

  it('closes when the probe succeeds', () => {
    const { breaker, clock, fail, pass } = breakerAt();
    fail(20);
    clock.now = 1_000;
    expect(pass('succeeded')).toBe('probe');
    expect(breaker.admit()).toBe('open');
  });

  it('closes when a request from before it opened succeeds', () => {
    const { breaker, fail } = breakerAt();
    const early = breaker.admit();
    fail(20);
    breaker.settle(early, 'succeeded');
    expect(breaker.admit()).toBe('open');
  });

  it('doubles the pause for each failed probe, up to 30 seconds', () => {
    const started = breakerAt();
    started.fail(20);
    const pauses: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      pauses.push(pauseOf(started));
      started.pass('failed');
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('begins with a short pause again after it was closed', () => {
    const started = breakerAt();
    started.fail(20);
    pauseOf(started);
    started.pass('failed');
    pauseOf(started);
    started.pass('succeeded');
    started.fail(20);
    expect(pauseOf(started)).toBe(1_000);
  });

  it('does not extend the pause for failures of requests from before it opened', () => {
    const started = breakerAt();
    started.fail(20);
    started.clock.now = 900;
    started.breaker.settle('open', 'failed');
    expect(pauseOf(started)).toBe(100);
  });

  it('sends another probe if one could not be sent', () => {
    const { breaker, clock, fail, pass } = breakerAt();
    fail(20);
    clock.now = 1_000;
    pass('withdrawn');
    expect(breaker.admit()).toBe('probe');
  });
});

/** The number of requests that a breaker with a limit of five failures allows until it opens, at most a thousand. */
function opensAfter(results: readonly ('succeeded' | 'failed')[]): number {
  const breaker = new Breaker({ now: () => 0, failuresMax: 5, forgiven: 0.5 });
  let count = 0;
  while (!breaker.isOpen && count < 1_000) {
    breaker.settle(breaker.admit(), results[count % results.length] ?? 'failed');
    count += 1;
  }
  return count;
}

describe('a breaker that forgives half a failure for a success', () => {
  it.each([
    [['failed'], 5],
    [['failed', 'succeeded'], 17],
    [['failed', 'succeeded', 'succeeded', 'succeeded'], 1_000],
  ] as const)('with the sequence %j, repeated, allows %i requests', (results, times) => {
    expect(opensAfter(results)).toBe(times);
  });

  it('stays open when requests from before it opened are answered, and closes after its probe', () => {
    let now = 0;
    const breaker = new Breaker({ now: () => now, failuresMax: 1, forgiven: 0.5 });
    const early = breaker.admit();
    breaker.settle(breaker.admit(), 'failed');
    breaker.settle(early, 'succeeded');
    expect(breaker.isOpen).toBe(true);
    now = 1_000;
    breaker.settle(breaker.admit(), 'succeeded');
    expect(breaker.isOpen).toBe(false);
  });
});
