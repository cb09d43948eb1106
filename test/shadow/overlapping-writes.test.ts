import { afterEach, describe, expect, it, vi } from 'vitest';
import { OverlappingWrites } from '../../src/shadow/overlapping-writes.ts';

afterEach(() => vi.useRealTimers());

/** An exchange that primary got at 10 ms and answered at 20 ms. */
const exchange = { sequence: 5, startedAt: 10, endedAt: 20, openWrites: [] };

/** Whether the exchange's pair went on. */
function waitIn(overlapping: OverlappingWrites, openWrites: readonly number[] = [], bytes = 0) {
  const waiting = { wentOn: false };
  overlapping.whenSettled({ ...exchange, openWrites }, bytes, () => (waiting.wentOn = true));
  return waiting;
}

describe('a pair that overlapped with writes', () => {
  it('is passed on at once if all of them are settled', () => {
    const overlapping = new OverlappingWrites();
    overlapping.noteWrite({ sequence: 4, startedAt: 5, endedAt: 15 });
    overlapping.noteSettled(4);
    overlapping.noteSettled(7);
    expect(waitIn(overlapping, [7]).wentOn).toBe(true);
  });

  it('waits for a write that was still in progress on primary', () => {
    const overlapping = new OverlappingWrites();
    const waiting = waitIn(overlapping, [7, 8]);
    overlapping.noteSettled(8);
    expect(waiting.wentOn).toBe(false);
    overlapping.noteSettled(7);
    expect(waiting.wentOn).toBe(true);
    expect(overlapping.waiting).toBe(0);
  });

  it('waits for a write that primary has answered and the candidate has not', () => {
    const overlapping = new OverlappingWrites();
    overlapping.noteWrite({ sequence: 4, startedAt: 5, endedAt: 15 });
    const waiting = waitIn(overlapping);
    expect(waiting.wentOn).toBe(false);
    overlapping.noteSettled(4);
    expect(waiting.wentOn).toBe(true);
  });

  it.each([
    ['was answered before the request of the pair', { sequence: 4, startedAt: 1, endedAt: 10 }],
    ['was sent after the answer of the pair', { sequence: 6, startedAt: 20, endedAt: 30 }],
    ['is the pair itself', { sequence: 5, startedAt: 10, endedAt: 20 }],
  ])('does not wait for a write that %s', (_, write) => {
    const overlapping = new OverlappingWrites();
    overlapping.noteWrite(write);
    expect(waitIn(overlapping).wentOn).toBe(true);
  });

  it('waits for a write that has arrived for as long as the candidate takes', () => {
    vi.useFakeTimers();
    const overlapping = new OverlappingWrites();
    overlapping.noteWrite({ sequence: 4, startedAt: 5, endedAt: 15 });
    const waiting = waitIn(overlapping);
    overlapping.noteArrived({ endedAt: 20_000 });
    vi.advanceTimersByTime(20_000);
    expect(waiting.wentOn).toBe(false);
    overlapping.noteSettled(4);
    expect(waiting.wentOn).toBe(true);
  });

  it('is passed on without a write that primary has not answered within ten seconds', () => {
    vi.useFakeTimers();
    const overlapping = new OverlappingWrites(0, true);
    const waiting = waitIn(overlapping, [7]);
    overlapping.noteArrived({ endedAt: exchange.endedAt + 9_999 });
    vi.advanceTimersByTime(200);
    expect(waiting.wentOn).toBe(false);
    overlapping.noteArrived({ endedAt: exchange.endedAt + 10_000 });
    vi.advanceTimersByTime(200);
    expect(waiting.wentOn).toBe(true);
  });

  it('waits for a write if the answer that was seen later may have ended earlier, as after a stall of the live thread', () => {
    vi.useFakeTimers();
    const overlapping = new OverlappingWrites(0, true);
    const waiting = waitIn(overlapping, [7]);
    const slack = { totalMs: 11_000, firstMs: 0, gapMs: 0 };
    overlapping.noteArrived({ endedAt: exchange.endedAt + 12_000, slack });
    vi.advanceTimersByTime(200);
    expect(waiting.wentOn).toBe(false);
  });

  it('is passed on without a write that has not arrived after ten seconds, if nothing arrives late', () => {
    vi.useFakeTimers();
    const overlapping = new OverlappingWrites();
    const waiting = waitIn(overlapping, [7]);
    vi.advanceTimersByTime(9_900);
    expect(waiting.wentOn).toBe(false);
    vi.advanceTimersByTime(300);
    expect(waiting.wentOn).toBe(true);
  });

  it('waits for a write that is still in the port after a stall of this thread', () => {
    vi.useFakeTimers();
    const overlapping = new OverlappingWrites();
    const waiting = waitIn(overlapping, [7]);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
    vi.advanceTimersToNextTimer();
    clock.mockRestore();
    expect(waiting.wentOn).toBe(false);
  });

  it('waits only a second for a write that has not arrived while waiting pairs hold more bytes than they may', () => {
    vi.useFakeTimers();
    const overlapping = new OverlappingWrites(0, false, () => 100);
    const waiting = waitIn(overlapping, [7], 60);
    overlapping.noteArrived({ endedAt: exchange.endedAt + 1_000 });
    vi.advanceTimersByTime(200);
    expect(waiting.wentOn).toBe(false);
    waitIn(overlapping, [8], 60);
    vi.advanceTimersByTime(200);
    expect(waiting.wentOn).toBe(true);
  });

  it('waits for a write that arrives after an outage of the fleet', () => {
    vi.useFakeTimers();
    const overlapping = new OverlappingWrites(0, true);
    const waiting = waitIn(overlapping, [7]);
    vi.advanceTimersByTime(30_000);
    expect(waiting.wentOn).toBe(false);
    overlapping.noteWrite({ sequence: 7, startedAt: 15, endedAt: 40 });
    overlapping.noteSettled(7);
    expect(waiting.wentOn).toBe(true);
  });

  it('waits only briefly if a hub hands over', () => {
    vi.useFakeTimers();
    const overlapping = new OverlappingWrites(0, true);
    const waiting = waitIn(overlapping, [7]);
    overlapping.endPauses();
    vi.advanceTimersByTime(1_200);
    expect(waiting.wentOn).toBe(true);
  });

  it('is passed on if too many pairs wait', () => {
    const overlapping = new OverlappingWrites();
    const waiting = waitIn(overlapping, [7]);
    for (let more = 0; more < 4_000; more += 1) waitIn(overlapping, [7]);
    expect(waiting.wentOn).toBe(true);
    expect(overlapping.waiting).toBe(4_000);
    overlapping.close();
  });

  it('is passed on when the plane closes', () => {
    const overlapping = new OverlappingWrites();
    const waiting = waitIn(overlapping, [7]);
    overlapping.close();
    expect(waiting.wentOn).toBe(true);
  });
});
