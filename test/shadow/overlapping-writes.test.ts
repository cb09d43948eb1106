import { afterEach, describe, expect, it, vi } from 'vitest';
import { OverlappingWrites } from '../../src/shadow/overlapping-writes.ts';

afterEach(() => vi.useRealTimers());

/** Whether a pair that waits for these went on. */
function waitFor(overlapping: OverlappingWrites, ...sequences: readonly number[]) {
  const waiting = { wentOn: false };
  overlapping.whenArrived(sequences, () => (waiting.wentOn = true));
  return waiting;
}

describe('a pair that writes overlapped with', () => {
  it('goes on at once where all of them have arrived', () => {
    const overlapping = new OverlappingWrites();
    overlapping.noteArrived(7);
    expect(waitFor(overlapping, 7).wentOn).toBe(true);
  });

  it('goes on when the last of them arrives', () => {
    const overlapping = new OverlappingWrites();
    const waiting = waitFor(overlapping, 7, 8);
    overlapping.noteArrived(8);
    expect(waiting.wentOn).toBe(false);
    overlapping.noteArrived(7);
    expect(waiting.wentOn).toBe(true);
    expect(overlapping.waiting).toBe(0);
  });

  it('goes on without those that take longer than a second', () => {
    vi.useFakeTimers();
    const overlapping = new OverlappingWrites();
    const waiting = waitFor(overlapping, 7);
    vi.advanceTimersByTime(900);
    expect(waiting.wentOn).toBe(false);
    vi.advanceTimersByTime(300);
    expect(waiting.wentOn).toBe(true);
  });

  it('goes on when the plane closes', () => {
    const overlapping = new OverlappingWrites();
    const waiting = waitFor(overlapping, 7);
    overlapping.close();
    expect(waiting.wentOn).toBe(true);
  });
});
