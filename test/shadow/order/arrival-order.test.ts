import { describe, expect, it } from 'vitest';
import { ArrivalOrder } from '../../../src/shadow/order/arrival-order.ts';
import { fleetSequence } from '../../../src/vocabulary/tap-lane.ts';

const [first, second] = [fleetSequence(7, 1), fleetSequence(3, 900)];

function arrived(...sequences: readonly number[]): ArrivalOrder {
  const arrivals = new ArrivalOrder();
  for (const sequence of sequences) arrivals.note(sequence);
  return arrivals;
}

describe('the order of two exchanges', () => {
  it('follows from their numbers within one tap, whatever the order of arrival', () => {
    const [one, other] = [fleetSequence(3, 1), fleetSequence(3, 2)];
    expect(arrived(other, one).isBefore(one, other)).toBe(true);
    expect(arrived(other, one).isBefore(other, one)).toBe(false);
  });

  it('follows from their numbers without a fleet', () => {
    expect([arrived().isBefore(1, 2), arrived().isBefore(2, 1)]).toEqual([true, false]);
  });

  it('is the order of arrival for two taps', () => {
    const arrivals = arrived(first, second);
    expect([arrivals.isBefore(first, second), arrivals.isBefore(second, first)]).toEqual([
      true,
      false,
    ]);
  });

  it('is the order of arrival, too, between the first recorder of a replay and another one', () => {
    const arrivals = arrived(1, second, 2);
    expect([1, 2].map((sequence) => arrivals.isBefore(sequence, second))).toEqual([true, false]);
    expect([1, 2].map((sequence) => arrivals.isBefore(second, sequence))).toEqual([false, true]);
  });

  it('has a forgotten exchange first', () => {
    expect(arrived(second).isBefore(first, second)).toBe(true);
  });
});
