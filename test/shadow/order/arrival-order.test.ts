import { describe, expect, it } from 'vitest';
import { ArrivalOrder } from '../../../src/shadow/order/arrival-order.ts';
import { fleetSequence } from '../../../src/vocabulary/tap-lane.ts';

const [first, second] = [fleetSequence(7, 1), fleetSequence(3, 900)];

function arrived(...sequences: readonly number[]): ArrivalOrder {
  const arrivals = new ArrivalOrder();
  for (const sequence of sequences) arrivals.note(sequence);
  return arrivals;
}

describe('which of two exchanges came first', () => {
  it('follows from their numbers if one tap gave both, whichever arrived first', () => {
    const [one, other] = [fleetSequence(3, 1), fleetSequence(3, 2)];
    expect(arrived(other, one).isBefore(one, other)).toBe(true);
    expect(arrived(other, one).isBefore(other, one)).toBe(false);
  });

  it('follows from their numbers without a fleet', () => {
    expect([arrived().isBefore(1, 2), arrived().isBefore(2, 1)]).toEqual([true, false]);
  });

  it('is the one that arrived first if two taps gave the numbers', () => {
    const arrivals = arrived(first, second);
    expect([arrivals.isBefore(first, second), arrivals.isBefore(second, first)]).toEqual([
      true,
      false,
    ]);
  });

  it('is the one that was forgotten by then', () => {
    expect(arrived(second).isBefore(first, second)).toBe(true);
  });
});
