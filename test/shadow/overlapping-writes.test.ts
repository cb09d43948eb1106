import { afterEach, describe, expect, it, vi } from 'vitest';
import { OverlappingWrites } from '../../src/shadow/overlapping-writes.ts';

afterEach(() => vi.useRealTimers());

/** An exchange of which primary was asked at 10 ms, and which it answered at 20. */
const exchange = { sequence: 5, startedAt: 10, endedAt: 20, openWrites: [] };

/** Whether the exchange's pair went on. */
function waitIn(overlapping: OverlappingWrites, openWrites: readonly number[] = []) {
  const waiting = { wentOn: false };
  overlapping.whenSettled({ ...exchange, openWrites }, () => (waiting.wentOn = true));
  return waiting;
}

describe('a pair that writes overlapped with', () => {
  it('goes on at once where all of them are settled', () => {
    const overlapping = new OverlappingWrites();
    overlapping.noteWrite({ sequence: 4, startedAt: 5, endedAt: 15 });
    overlapping.noteSettled(4);
    overlapping.noteSettled(7);
    expect(waitIn(overlapping, [7]).wentOn).toBe(true);
  });

  it('waits for one that was still under way on primary', () => {
    const overlapping = new OverlappingWrites();
    const waiting = waitIn(overlapping, [7, 8]);
    overlapping.noteSettled(8);
    expect(waiting.wentOn).toBe(false);
    overlapping.noteSettled(7);
    expect(waiting.wentOn).toBe(true);
    expect(overlapping.waiting).toBe(0);
  });

  it('waits for one that primary has answered and the candidate has not', () => {
    const overlapping = new OverlappingWrites();
    overlapping.noteWrite({ sequence: 4, startedAt: 5, endedAt: 15 });
    const waiting = waitIn(overlapping);
    expect(waiting.wentOn).toBe(false);
    overlapping.noteSettled(4);
    expect(waiting.wentOn).toBe(true);
  });

  it.each([
    ['was answered before it was sent', { sequence: 4, startedAt: 1, endedAt: 10 }],
    ['was sent after it was answered', { sequence: 6, startedAt: 20, endedAt: 30 }],
    ['is its own', { sequence: 5, startedAt: 10, endedAt: 20 }],
  ])('does not wait for one that %s', (_, write) => {
    const overlapping = new OverlappingWrites();
    overlapping.noteWrite(write);
    expect(waitIn(overlapping).wentOn).toBe(true);
  });

  it('goes on without those that take longer than a second', () => {
    vi.useFakeTimers();
    const overlapping = new OverlappingWrites();
    const waiting = waitIn(overlapping, [7]);
    vi.advanceTimersByTime(900);
    expect(waiting.wentOn).toBe(false);
    vi.advanceTimersByTime(300);
    expect(waiting.wentOn).toBe(true);
  });

  it('goes on when the plane closes', () => {
    const overlapping = new OverlappingWrites();
    const waiting = waitIn(overlapping, [7]);
    overlapping.close();
    expect(waiting.wentOn).toBe(true);
  });
});
