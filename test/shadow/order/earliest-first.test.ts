import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EarliestFirst } from '../../../src/shadow/order/earliest-first.ts';

function heapOf(times: readonly number[]): EarliestFirst<number> {
  const heap = new EarliestFirst<number>((time) => time);
  for (const time of times) heap.add(time);
  return heap;
}

function drain(heap: EarliestFirst<number>): number[] {
  const drained: number[] = [];
  for (let { first } = heap; first !== undefined; { first } = heap) {
    drained.push(first);
    heap.removeFirst();
  }
  return drained;
}

const times = fc.array(fc.integer({ min: 0, max: 50 }));

describe('the queue of the earliest first', () => {
  it('returns its elements in the order of time', () => {
    fc.assert(
      fc.property(times, (times) => {
        expect(drain(heapOf(times))).toEqual(times.toSorted((a, b) => a - b));
      }),
      { seed: 3 },
    );
  });

  it('keeps the order when elements are removed from the middle', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 5 }), (times, divisor) => {
        const heap = heapOf(times);
        heap.keep((time) => time % divisor !== 0);
        const kept = times.filter((time) => time % divisor !== 0);
        expect(drain(heap)).toEqual(kept.toSorted((a, b) => a - b));
      }),
      { seed: 3 },
    );
  });

  it('is empty once all elements were taken', () => {
    const heap = heapOf([3, 1, 2]);
    expect(heap.takeAll().toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    expect(heap.size).toBe(0);
  });
});
