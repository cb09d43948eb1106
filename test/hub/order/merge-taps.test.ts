import { describe, expect, it } from 'vitest';
import { type Merged, TapMerge } from '../../../src/hub/order/merge-taps.ts';
import { type Exchange, openWritesMax } from '../../../src/vocabulary/exchange.ts';
import { fleetSequence } from '../../../src/vocabulary/tap-lane.ts';
import { exchangesFrom, type RequestSpec } from '../../shadow/exchange-fixture.ts';

/** The monotonic clocks of all taps begin here on the wall clock, and nothing takes time on its way. */
const wallStart = 1_800_000_000_000;

/** A merge that gets the reports of taps at given times. */
class Fleet {
  readonly merge: TapMerge;
  #messages = 0;

  constructor(activeBefore: readonly number[] = []) {
    this.merge = new TapMerge({ clockSkewMs: 10, reorderMs: 250, activeBefore });
  }

  /** A message stating that all is complete up to a time. */
  hear(
    lane: number,
    completeTo: number,
    exchanges: readonly Exchange[] = [],
    openWrites: readonly { sequence: number; startedAt: number }[] = [],
    arrivesAt = completeTo,
  ): void {
    this.#messages += 1;
    const note = { completeTo, wallOffsetMs: wallStart, openWrites, shed: {} };
    this.merge.add(this.#messages, { note }, exchanges, lane, wallStart + arrivesAt);
  }

  /** Notes alone, as an active tap sends them. */
  hearNotes(lane: number, from: number, to: number): void {
    for (let at = from; at <= to; at += 200) this.hear(lane, at);
  }

  release(now: number): readonly Merged[] {
    return this.merge.release(wallStart + now);
  }

  get nextAt(): number | null {
    const next = this.merge.nextAtMs;
    return next === null ? null : next - wallStart;
  }
}

function exchange(
  sequence: number,
  startedAt: number,
  endedAt: number,
  request: RequestSpec = {},
  more: Partial<Exchange> = {},
): Exchange {
  const times = { startedAt, sentAt: startedAt, firstByteAt: endedAt, endedAt };
  return exchangesFrom(sequence)(request, { ...times, ...more });
}

const put = { method: 'PUT', target: '/a' };

function namesOf(merged: readonly Merged[]): readonly number[] {
  return merged.map(({ exchange }) => exchange.sequence);
}

describe('a new owner, after a failure of NATS, when taps return one after the other', () => {
  it('holds the exchanges of the first tap until all formerly active taps are heard', () => {
    const fleet = new Fleet([1, 2]);
    fleet.hear(1, 2_000, [exchange(11, 1_500, 1_600)]);
    expect(fleet.release(3_500)).toEqual([]);
    fleet.hear(2, 3_600, [exchange(21, 1_100, 1_200)]);
    fleet.hear(1, 3_600);
    const released = fleet.release(3_900);
    expect(namesOf(released)).toEqual([fleetSequence(2, 21), fleetSequence(1, 11)]);
    expect(released.map(({ exchange: { leftOut } }) => leftOut)).toEqual([null, null]);
  });

  it('waits for three seconds at most', () => {
    const fleet = new Fleet([1, 2]);
    fleet.hear(1, 2_000, [exchange(11, 1_500, 1_600)]);
    expect(fleet.nextAt).toBe(5_000);
    fleet.hearNotes(1, 2_200, 5_200);
    expect(namesOf(fleet.release(5_200))).toEqual([fleetSequence(1, 11)]);
  });
});

describe('an exchange of a tap', () => {
  it('is held until the reordering window is over', () => {
    const fleet = new Fleet();
    fleet.hear(1, 20, [exchange(1, 0, 5)]);
    expect(fleet.nextAt).toBe(255);
    fleet.hear(1, 210);
    expect(fleet.release(254)).toEqual([]);
    expect(namesOf(fleet.release(256))).toEqual([fleetSequence(1, 1)]);
    expect(fleet.nextAt).toBeNull();
  });

  it('is held until each other active tap has reported beyond its end plus the skew', () => {
    const fleet = new Fleet();
    fleet.hear(1, 10, [exchange(1, 0, 5)]);
    fleet.hear(2, 14, [exchange(1, 0, 4)]);
    fleet.hear(1, 300);
    expect(namesOf(fleet.release(300))).toEqual([fleetSequence(2, 1)]);
    fleet.hear(2, 301);
    expect(namesOf(fleet.release(301))).toEqual([fleetSequence(1, 1)]);
  });

  it('is held for at most three seconds because of a tap that does not report', () => {
    const fleet = new Fleet();
    fleet.hear(2, 50, [exchange(1, 0, 40)]);
    fleet.hear(1, 100, [exchange(1, 90, 95)]);
    fleet.hearNotes(1, 200, 3_000);
    fleet.release(3_000);
    expect(fleet.nextAt).toBe(3_050);
    expect(namesOf(fleet.release(3_051))).toEqual([fleetSequence(1, 1)]);
    expect(fleet.merge.counts.unsure).toBe(1);
  });

  it('is held while another tap continues with its unpublished exchanges', () => {
    const fleet = new Fleet();
    fleet.hear(2, 50, [exchange(1, 0, 40)]);
    fleet.hear(1, 100, [exchange(1, 90, 95)]);
    fleet.hearNotes(1, 200, 2_800);
    for (let at = 3_000; at <= 3_800; at += 200) {
      fleet.hear(1, at);
      fleet.hear(2, 50 + (at - 2_800) / 20, [], [], at);
      expect(namesOf(fleet.release(at))).not.toContain(fleetSequence(1, 1));
    }
  });

  it('is not held because of a tap that is heard but does not continue', () => {
    const fleet = new Fleet();
    fleet.hear(2, 50, [exchange(1, 0, 40)]);
    fleet.hear(1, 100, [exchange(1, 90, 95)]);
    for (let at = 200; at <= 3_200; at += 200) {
      fleet.hear(1, at);
      fleet.hear(2, 50, [], [], at);
    }
    expect(namesOf(fleet.release(3_201))).toContain(fleetSequence(1, 1));
  });

  it('is held because of taps that return later than another one after all were silent', () => {
    const fleet = new Fleet();
    fleet.hear(1, 100, [exchange(1, 50, 60)]);
    fleet.hear(2, 100, [exchange(1, 50, 70)]);
    fleet.release(400);
    const back = 30_100;
    fleet.hear(1, 150, [exchange(2, 120, 140)], [], back);
    fleet.hear(1, back);
    expect(namesOf(fleet.release(back + 300))).not.toContain(fleetSequence(1, 2));
    fleet.hear(2, 140, [exchange(2, 121, 130)], [], back + 400);
    fleet.hear(2, back + 400);
    const last = fleet.release(back + 401).slice(-2);
    expect(namesOf(last)).toEqual([fleetSequence(2, 2), fleetSequence(1, 2)]);
    expect(fleet.merge.counts.late).toBe(0);
  });

  it('is not held because of an idle tap', () => {
    const fleet = new Fleet();
    fleet.hear(2, 10, [exchange(1, 0, 5)]);
    fleet.hear(2, 4_900);
    fleet.hear(1, 5_500, [exchange(1, 5_400, 5_450)]);
    fleet.hear(1, 5_700);
    expect(namesOf(fleet.release(5_701))).toContain(fleetSequence(1, 1));
  });

  it('counts in the held memory until it is released', () => {
    const fleet = new Fleet();
    const body = 'x'.repeat(10_000);
    fleet.hear(1, 10, [exchange(1, 0, 5, { ...put, body })]);
    expect(fleet.merge.heldBytes).toBeGreaterThan(10_000);
    fleet.hear(1, 210);
    fleet.release(300);
    expect(fleet.merge.heldBytes).toBe(0);
  });

  it('has the number in its message, with the lane of its tap', () => {
    const fleet = new Fleet();
    fleet.hear(3, 10, [exchange(7, 0, 5, {}, { connection: 4, openWrites: [6] })]);
    fleet.hear(3, 210);
    const [merged] = fleet.release(300);
    expect(merged).toMatchObject({
      streamSequence: 1,
      exchange: {
        sequence: fleetSequence(3, 7),
        connection: fleetSequence(3, 4),
        openWrites: [fleetSequence(3, 6)],
      },
    });
  });

  it('keeps the durations from its tap', () => {
    const fleet = new Fleet();
    fleet.hear(1, 40, [exchange(1, 3, 17.25, {}, { sentAt: 4.5, firstPayloadAt: Number.NaN })]);
    fleet.hear(1, 210);
    const [merged] = fleet.release(300);
    const { startedAt, sentAt, firstPayloadAt, endedAt } = merged!.exchange;
    expect([endedAt - startedAt, endedAt - sentAt]).toEqual([
      expect.closeTo(14.25, 6),
      expect.closeTo(12.75, 6),
    ]);
    expect(firstPayloadAt).toBeNaN();
  });
});

/** Tap 2 could not publish for a while. */
function withLate(more: Partial<Exchange> = {}) {
  const fleet = new Fleet();
  fleet.hear(2, 10, [exchange(1, 0, 5)]);
  fleet.hearNotes(1, 200, 5_900);
  fleet.hear(1, 6_000, [exchange(1, 5_900, 5_950)]);
  fleet.hear(1, 6_200);
  const before = fleet.release(6_300);
  const late = [exchange(2, 100, 110, put, more), exchange(3, 111, 120)];
  fleet.hear(2, 6_301, late, [], 6_301);
  return { fleet, before, after: fleet.release(6_301) };
}

describe('an exchange that arrives after later ones were released', () => {
  it('is left out as late, at once and in the order of its tap', () => {
    const { after, fleet } = withLate();
    expect(after.map(({ exchange }) => exchange.leftOut)).toEqual(['late', 'late']);
    expect(namesOf(after)).toEqual([fleetSequence(2, 2), fleetSequence(2, 3)]);
    expect(fleet.merge.counts.late).toBe(2);
    expect(fleet.merge.heldBytes).toBe(0);
  });

  it('comes after all released exchanges, by its times', () => {
    const { before, after } = withLate();
    const ended = before.at(-1)!.exchange.endedAt;
    const [first, second] = after.map(({ exchange }) => exchange);
    expect(first!.startedAt).toBeGreaterThanOrEqual(ended);
    expect(second!.startedAt).toBeGreaterThanOrEqual(first!.endedAt);
  });

  it('keeps its earlier reason for being left out', () => {
    const { after } = withLate({ leftOut: 'body_too_large' });
    expect(after[0]!.exchange.leftOut).toBe('body_too_large');
  });
});

describe('an exchange during writes of other taps', () => {
  it('lists held writes, open writes of other taps and writes within the skew, and no others', () => {
    const fleet = new Fleet();
    const open = [
      { sequence: 5, startedAt: 108 },
      { sequence: 6, startedAt: 130 },
    ];
    fleet.hear(1, 200, [exchange(1, 90, 100)]);
    fleet.hear(2, 200, [exchange(1, 60, 95, put), exchange(2, 80, 150, put)], open);
    fleet.hear(3, 200, [exchange(1, 80, 150), exchange(2, 115, 160, put)]);
    const read = fleet
      .release(355)
      .find(({ exchange }) => exchange.sequence === fleetSequence(1, 1));
    expect(read?.exchange.openWrites).toEqual([fleetSequence(2, 2), fleetSequence(2, 5)]);
  });

  it('lists a limited number: its own writes, and the most likely of the others', () => {
    const fleet = new Fleet();
    const own = Array.from({ length: 60 }, (_, at) => at + 100);
    const near = Array.from({ length: 10 }, (_, at) => exchange(at + 1, 101 + at / 2, 120, put));
    fleet.hear(1, 200, [exchange(1, 90, 100, {}, { openWrites: own })]);
    fleet.hear(2, 200, near);
    fleet.hear(3, 200, [exchange(1, 70, 150, put)]);
    const [read] = fleet.release(355);
    const { openWrites } = read!.exchange;
    expect(openWrites).toHaveLength(openWritesMax);
    expect(openWrites.slice(60)).toEqual([
      fleetSequence(3, 1),
      ...[1, 2, 3].map((at) => fleetSequence(2, at)),
    ]);
  });
});

describe('a request that names what an earlier write created', () => {
  const response = {
    head: Buffer.from('HTTP/1.1 201 Created\r\n\r\n'),
    body: Buffer.from('{"id":"a1b2c3"}'),
  };
  const make = { method: 'POST', target: '/things' };

  /** Tap 2's clock is behind: by the clocks, the read ended before the write began. */
  function orderOf(readAt: number, target: string) {
    const fleet = new Fleet();
    fleet.hear(1, 200, [exchange(1, 98, 99), exchange(2, 100, 103, make, { response })]);
    fleet.hear(2, 200, [exchange(1, readAt, readAt + 1, { target })]);
    return namesOf(fleet.release(400));
  }

  const [before, write, read] = [fleetSequence(1, 1), fleetSequence(1, 2), fleetSequence(2, 1)];

  it('comes after the write, and after all exchanges before the write on the tap of the write', () => {
    expect(orderOf(95, '/things/a1b2c3')).toEqual([before, write, read]);
  });

  it('comes before the write if the skew cannot explain the order', () => {
    expect(orderOf(90, '/things/a1b2c3')).toEqual([read, before, write]);
  });

  it('comes before the write by the clocks if it names something else', () => {
    expect(orderOf(95, '/things/ffffff')).toEqual([read, before, write]);
  });
});

describe('a tap whose wall clock is an hour ahead', () => {
  it('is counted, and makes no exchange of another tap late', () => {
    const { merge } = new Fleet();
    const note = { completeTo: 10, wallOffsetMs: wallStart, openWrites: [], shed: {} };
    const wrong = { ...note, wallOffsetMs: wallStart + 3_600_000 };
    merge.add(1, { note: wrong }, [exchange(1, 0, 5)], 1, wallStart + 10);
    merge.add(2, { note: { ...wrong, completeTo: 400 } }, [], 1, wallStart + 400);
    merge.release(wallStart + 400);
    merge.add(
      3,
      { note: { ...note, completeTo: 401 } },
      [exchange(1, 390, 400)],
      2,
      wallStart + 401,
    );
    merge.add(4, { note: { ...note, completeTo: 700 } }, [], 2, wallStart + 700);
    merge.add(5, { note: { ...wrong, completeTo: 700 } }, [], 1, wallStart + 700);
    expect(namesOf(merge.release(wallStart + 700))).toEqual([fleetSequence(2, 1)]);
    expect(merge.counts).toMatchObject({ late: 0, wrongClocks: 1 });
  });
});

describe('a tap with impossible times', () => {
  it('does not delay the stream with an exchange that ends years later', () => {
    const fleet = new Fleet();
    fleet.hear(1, 20, [exchange(1, 0, 1e15), exchange(2, 0, 5)]);
    fleet.hear(1, 2_000);
    const released = fleet.release(2_000);
    expect(released.map(({ exchange }) => [exchange.sequence, exchange.leftOut])).toEqual([
      [fleetSequence(1, 2), null],
      [fleetSequence(1, 1), 'late'],
    ]);
  });

  it('does not distort the times of other taps if it is heard first', () => {
    const fleet = new Fleet();
    fleet.hear(1, 1e300, [], [], 1_900);
    fleet.hear(2, 2_000, [exchange(1, 1_990, 1_995), exchange(2, 1_996, 1_999)], [], 2_000);
    fleet.hear(2, 3_000, [], [], 3_000);
    const [first, second] = fleet.release(6_000).map(({ exchange }) => exchange);
    expect(first!.endedAt - first!.startedAt).toBeCloseTo(5, 3);
    expect(second!.startedAt - first!.endedAt).toBeCloseTo(1, 3);
  });
});
