import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HeldWrites } from '../../src/shadow/held-writes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('writes that wait for a failed candidate', () => {
  it('are tried one at a time while it does not answer', () => {
    const tried: string[] = [];
    const held = new HeldWrites<string>((write) => {
      tried.push(write);
      held.hold(write);
    });
    held.hold('a');
    held.hold('b');
    vi.advanceTimersByTime(250);
    expect(tried).toEqual(['a']);
    vi.advanceTimersByTime(500);
    expect(tried).toEqual(['a', 'b']);
    held.close();
  });

  it('are tried less and less often, at least every five seconds', () => {
    let tries = 0;
    const held = new HeldWrites<string>((write) => {
      tries += 1;
      held.hold(write);
    });
    held.hold('a');
    vi.advanceTimersByTime(60_000);
    expect(tries).toBeGreaterThanOrEqual(12);
    expect(tries).toBeLessThan(20);
    held.close();
  });

  it('are all sent in their order once it answers again', () => {
    const sent: string[] = [];
    const held = new HeldWrites<string>((write) => void sent.push(write));
    for (const write of ['a', 'b', 'c']) held.hold(write);
    held.release();
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(held.size).toBe(0);
  });
});
