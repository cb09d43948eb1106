import { describe, expect, it } from 'vitest';
import { SettledBatches } from '../../src/hub/settled-batches.ts';

const minuteMs = 60_000;

/** Messages of the stream, each with a tap, the tap's number, and the minute in which NATS stored it. */
function reading(messages: readonly (readonly [number, number, number?])[], before = {}) {
  const lanes = Object.entries<number>(before).map(
    ([lane, batch]) => [Number(lane), batch] as const,
  );
  const settled = new SettledBatches(new Map(lanes), 0);
  for (const [index, [lane, batch, minute = 0]] of messages.entries()) {
    settled.read({ streamSequence: index + 1, lane, batch, storedAtMs: minute * minuteMs });
  }
  return settled;
}

describe('the numbers of the messages that a hub has settled', () => {
  it('are the highest of each tap up to a message of the stream', () => {
    const settled = reading([
      [1, 5],
      [2, 8],
      [1, 6],
      [2, 9],
    ]);
    expect([...settled.upTo(3)]).toEqual([
      [1, 6],
      [2, 8],
    ]);
    expect(settled.upTo(4).get(2)).toBe(9);
  });

  it('do not go back if a message is in the stream twice', () => {
    const settled = reading([
      [1, 6],
      [1, 5],
    ]);
    expect([...settled.upTo(2)]).toEqual([[1, 6]]);
  });

  it('contain those of former owners', () => {
    const settled = reading([[2, 8]], { 1: 5 });
    expect([...settled.upTo(1)]).toEqual([
      [1, 5],
      [2, 8],
    ]);
  });

  it('are forgotten ten minutes after the last message of a tap', () => {
    const settled = reading(
      [
        [2, 8, 9],
        [2, 9, 11],
      ],
      { 1: 5 },
    );
    expect([...settled.upTo(1).keys()]).toEqual([1, 2]);
    expect([...settled.upTo(2).keys()]).toEqual([2]);
  });
});

describe('a message of a tap', () => {
  it('was settled by a former owner if its number is not higher than that of the tap', () => {
    const settled = reading([], { 1: 5 });
    const batches = [4, 5, 6].map((batch) => settled.isSettledBefore(1, batch));
    expect([batches, settled.isSettledBefore(2, 1)]).toEqual([[true, true, false], false]);
  });
});
