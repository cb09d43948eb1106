import { describe, expect, it, onTestFinished } from 'vitest';
import { partsOf } from '../../src/fleet/wire/parts.ts';
import { encodeTapMessage } from '../../src/fleet/wire/tap-message.ts';
import { HeldPartition } from '../../src/hub/held-partition.ts';
import type { FormerSends, TakenOver } from '../../src/hub/held-partition-options.ts';
import type { Claim } from '../../src/postgres/claims.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { noRecordedAnswers } from '../../src/vocabulary/recorded-answer.ts';
import { fleetSequence } from '../../src/vocabulary/tap-lane.ts';
import { packed } from '../fleet/wire/any-message.ts';
import { exchangesFrom, type RequestSpec } from '../shadow/exchange-fixture.ts';
import { until } from '../support/until.ts';

const taps = ['00c0ffee', '00decade'];
const nothing = (): void => undefined;
const nothingSent = { sequences: new Set<number>(), unrecorded: 0 };
/** The records after an owner of an earlier version. */
const allUnrecorded = { sequences: new Set<number>(), unrecorded: 2 };
const nothingInherited = {
  stream: null,
  claimed: 0,
  low: 0,
  unclaimed: [],
  claims: 0,
  counted: [],
  commits: [],
  settled: new Map<number, number>(),
};

const ordinary = {
  activeBefore: [],
  recorded: noRecordedAnswers,
  sent: nothingSent,
  order: { clockSkewMs: 10, reorderMs: 250 },
  heldBytesMax: 64 * 1024 * 1024,
  keptBytesMax: 64 * 1024 * 1024,
  laneOf: () => Promise.resolve(1),
  mayClaim: () => true,
  onMessage: nothing,
  onUnreadable: nothing,
  onTakeover: nothing,
  onTapSilent: nothing,
  onTapLost: nothing,
  onFenced: nothing,
};

/** Each message has one exchange, which ended as the message was written. */
interface Stored {
  readonly tap: string;
  readonly at: number;
}

/** A partition whose messages were stored a minute ago, and are read now. */
async function readLate(messages: readonly Stored[]): Promise<readonly Exchange[]> {
  const delivered: Exchange[] = [];
  let looks = 0;
  const partition = new HeldPartition({
    ...ordinary,
    tenure: 1,
    inherited: nothingInherited,
    storedBefore: 0,
    // It asks for the time whenever it looks for what is due; a minute later, it may always claim.
    now: () => (looks += 1) * 60_000,
    laneOf: ({ instance }) => Promise.resolve(taps.indexOf(instance) + 1),
    claim: () => Promise.resolve(true),
    deliver: (exchange) => delivered.push(exchange) > 0,
  });
  partition.start();
  const start = Date.now() - 60_000;
  for (const [index, { tap, at }] of messages.entries()) {
    const times = { startedAt: at - 1, sentAt: at - 1, firstByteAt: at, endedAt: at };
    const bytes = encodeTapMessage({
      tap: { instance: tap, host: 'host', version: '1' },
      partition: 0,
      batch: index + 1,
      records: 1,
      note: { completeTo: at, wallOffsetMs: start, openWrites: [], shed: {} },
      packed: packed([exchangesFrom(at)({}, times)]),
    });
    const waiting = messages.length - index - 1;
    const storedAtMs = start + Math.max(...messages.slice(0, index + 1).map((one) => one.at));
    const before = looks;
    await partition.read({ streamSequence: index + 1, bytes, storedAtMs, waiting });
    // Whatever is due is delivered before the next message is read.
    await until(() => looks > before);
  }
  await until(() => delivered.length >= messages.length - taps.length);
  await partition.stop();
  return delivered;
}

describe('a partition that is read long after its messages were stored', () => {
  it('delivers the exchanges of all taps in order, as if it had read them at once', async () => {
    const [one = '', other = ''] = taps;
    const delivered = await readLate([
      { tap: one, at: 100 },
      { tap: one, at: 300 },
      { tap: other, at: 110 },
      { tap: other, at: 310 },
      { tap: one, at: 500 },
      { tap: other, at: 510 },
      // These show that all earlier messages have arrived.
      { tap: one, at: 900 },
      { tap: other, at: 910 },
    ]);
    const order = delivered.map(({ leftOut, endedAt }) => [leftOut, endedAt]);
    expect(order).toEqual(order.toSorted(([, a], [, b]) => Number(a) - Number(b)));
    expect(delivered.filter(({ leftOut }) => leftOut !== null)).toEqual([]);
  });
});

/** Ten messages of 100 exchanges, and one behind them by which all is known to be there. */
async function readBacklog(mayClaim: (delivered: number) => boolean, bodyBytes = 0) {
  const delivered: Exchange[] = [];
  const claims: number[] = [];
  const partition = new HeldPartition({
    ...ordinary,
    tenure: 1,
    inherited: nothingInherited,
    storedBefore: 0,
    claim: ({ claimed }) => Promise.resolve(claims.push(claimed) > 0),
    mayClaim: () => mayClaim(delivered.length),
    deliver: (exchange) => delivered.push(exchange) > 0,
  });
  const start = Date.now() - 60_000;
  partition.start();
  for (let message = 1; message <= 11; message += 1) {
    const at = message * 100;
    const times = { startedAt: at - 1, sentAt: at - 1, firstByteAt: at, endedAt: at };
    const make = exchangesFrom(message * 1000);
    const response = { head: new Uint8Array(0), body: new Uint8Array(bodyBytes) };
    const exchanges = Array.from({ length: message === 11 ? 0 : 100 }, () =>
      make({}, { ...times, response }),
    );
    const bytes = encodeTapMessage({
      tap: { instance: '00c0ffee', host: 'host', version: '1' },
      partition: 0,
      batch: message,
      records: exchanges.length,
      note: { completeTo: at + 1000, wallOffsetMs: start, openWrites: [], shed: {} },
      packed: packed(exchanges),
    });
    const storedAtMs = start + at;
    await partition.read({ streamSequence: message, bytes, storedAtMs, waiting: 11 - message });
  }
  return { partition, delivered, claims };
}

describe('a backlog of messages', () => {
  it('is delivered completely, each exchange once', async () => {
    const { partition, delivered } = await readBacklog(() => true);
    await until(() => delivered.length >= 1000);
    await partition.stop();
    expect(new Set(delivered.map(({ sequence }) => sequence)).size).toBe(1000);
    expect(delivered).toHaveLength(1000);
  });

  it('is claimed only as far as there is room, because claimed exchanges are in doubt for the next owner', async () => {
    const room = { exchanges: 256 };
    const { partition, delivered, claims } = await readBacklog(
      (already) => already < room.exchanges,
    );
    await until(() => delivered.length >= 256);
    // At most 255 were delivered when the last 64 were claimed.
    expect(claims.at(-1)).toBeLessThanOrEqual(4);
    room.exchanges = 1000;
    await until(() => delivered.length >= 1000);
    await partition.stop();
    expect(claims.at(-1)).toBe(10);
  });

  it('is claimed in smaller pieces if its exchanges are large', async () => {
    const room = { exchanges: 1 };
    const { partition, delivered } = await readBacklog(
      (already) => already < room.exchanges,
      10 * 1024,
    );
    await until(() => delivered.length > 0);
    // Half a mebibyte.
    expect(delivered.length).toBeLessThanOrEqual(52);
    room.exchanges = 1000;
    await until(() => delivered.length >= 1000);
    await partition.stop();
    expect(new Set(delivered.map(({ sequence }) => sequence)).size).toBe(1000);
  });
});

interface Counted {
  readonly counted?: readonly number[];
  readonly request?: RequestSpec;
  /** The number of delivered exchanges at which it stops. */
  readonly delivers?: number;
}

/** The exchanges that the next owner delivers from three messages of one exchange, two of which were claimed. */
async function takenOver(
  unclaimed: readonly number[],
  recorded: readonly number[],
  sent: FormerSends = allUnrecorded,
  { counted = [], request = {}, delivers = 3 }: Counted = {},
) {
  const delivered: Exchange[] = [];
  const seen: TakenOver[] = [];
  const claims: Claim[] = [];
  const partition = new HeldPartition({
    ...ordinary,
    tenure: 2,
    inherited: { ...nothingInherited, claimed: 2, unclaimed, claims: 7, counted },
    storedBefore: 2,
    recorded: new Set(recorded),
    sent,
    claim: (claim) => Promise.resolve(claims.push(claim) > 0),
    deliver: (exchange) => delivered.push(exchange) > 0,
    onTakeover: (how) => seen.push(how),
  });
  partition.start();
  for (let message = 1; message <= 4; message += 1) {
    const at = message * 100;
    const times = { startedAt: at - 1, sentAt: at - 1, firstByteAt: at, endedAt: at };
    const exchanges = message === 4 ? [] : [exchangesFrom(message)(request, times)];
    const bytes = encodeTapMessage({
      tap: { instance: '00c0ffee', host: 'host', version: '1' },
      partition: 0,
      batch: message,
      records: exchanges.length,
      note: { completeTo: at + 1000, wallOffsetMs: Date.now() - 60_000, openWrites: [], shed: {} },
      packed: packed(exchanges),
    });
    const storedAtMs = Date.now() - 60_000 + at;
    await partition.read({ streamSequence: message, bytes, storedAtMs, waiting: 4 - message });
  }
  await until(() => delivered.length === delivers && partition.arrived === 4);
  await partition.stop();
  return { partition, delivered, leftOut: delivered.map(({ leftOut }) => leftOut), seen, claims };
}

describe('an exchange that the former owner had claimed but not counted', () => {
  const one = fleetSequence(1, 1);
  const other = fleetSequence(1, 2);

  it('is left out, because it may have been sent', async () => {
    const { leftOut, seen } = await takenOver([], []);
    expect([leftOut, seen]).toEqual([
      ['takeover', 'takeover', null],
      ['in_doubt', 'in_doubt'],
    ]);
  });

  it('is marked as complete, so that a read may be sent again', async () => {
    const { delivered } = await takenOver([], []);
    expect(delivered.map(({ requestWhole }) => requestWhole)).toEqual([true, true, true]);
  });

  it('is delivered like any other if its answer is recorded', async () => {
    const { leftOut, seen } = await takenOver([], [one]);
    expect([leftOut, seen]).toEqual([
      [null, 'takeover', null],
      ['recalled', 'in_doubt'],
    ]);
  });

  it('is delivered like any other if only others of its message were claimed', async () => {
    const { leftOut, seen, claims } = await takenOver([other], []);
    expect([leftOut, seen]).toEqual([['takeover', null, null], ['in_doubt']]);
    expect(claims.at(-1)?.exchanges).toEqual({ claims: 7 + claims.length, unclaimed: [] });
  });

  it('is delivered like any other if it is not recorded as sent', async () => {
    const sent = { sequences: new Set([one]), unrecorded: 0 };
    const { leftOut, seen } = await takenOver([], [], sent);
    expect([leftOut, seen]).toEqual([
      ['takeover', null, null],
      ['in_doubt', 'unsent'],
    ]);
  });

  it('is left out if the former owner may have sent it without a record', async () => {
    const sent = { sequences: new Set<number>(), unrecorded: 1 };
    const { leftOut, seen } = await takenOver([], [], sent);
    expect([leftOut, seen]).toEqual([
      ['takeover', null, null],
      ['in_doubt', 'unsent'],
    ]);
  });
});

describe('the records of exchanges', () => {
  it('are needed until all claimed exchanges are settled, even if their own are settled before', async () => {
    const { partition, delivered } = await takenOver([], []);
    const sequences = delivered.map(({ sequence }) => sequence);
    partition.committed({ tenure: 2, commit: 1, sequences });
    expect(partition.neededTo).toBe(3);
  });
});

const shown = (delivered: readonly Exchange[]) =>
  delivered.map(({ leftOut, isCounted }) => [leftOut, isCounted]);

describe('a write that a former owner has counted', () => {
  const one = fleetSequence(1, 1);
  const other = fleetSequence(1, 2);
  const counted = { counted: [one, other], request: { method: 'POST' } };

  it('is delivered as counted, and sent for its effect only if it is not recorded as sent', async () => {
    const sent = { sequences: new Set([one]), unrecorded: 0 };
    const { delivered, seen } = await takenOver([], [], sent, counted);
    expect(shown(delivered)).toEqual([
      ['takeover', true],
      [null, true],
      [null, false],
    ]);
    expect(seen).toEqual([]);
  });

  it('is delivered if a field overrides the method GET', async () => {
    const request = { fields: ['Host', 'client.example', 'X-HTTP-Method-Override', 'DELETE'] };
    const { delivered } = await takenOver([], [], nothingSent, { ...counted, request });
    expect(shown(delivered)).toEqual([
      [null, true],
      [null, true],
      [null, false],
    ]);
  });

  it('is skipped if its answer is recorded, because the candidate has executed it', async () => {
    const { delivered } = await takenOver([], [one, other], nothingSent, {
      ...counted,
      delivers: 1,
    });
    expect(shown(delivered)).toEqual([[null, false]]);
  });

  it('is skipped if it is a read', async () => {
    const reads = { counted: [one, other], delivers: 1 };
    const { delivered } = await takenOver([], [], nothingSent, reads);
    expect(shown(delivered)).toEqual([[null, false]]);
  });
});

describe('an owner after a hand-over in the middle of a message', () => {
  it('keeps the list of counted exchanges until all of the message are settled', async () => {
    const claims: Claim[] = [];
    const delivered: number[] = [];
    const counted = fleetSequence(1, 1);
    const partition = new HeldPartition({
      ...ordinary,
      tenure: 2,
      inherited: { ...nothingInherited, claimed: 2, low: 2, counted: [counted], commits: [5] },
      storedBefore: 3,
      claim: (claim) => Promise.resolve(claims.push(claim) > 0),
      deliver: ({ sequence }) => delivered.push(sequence) > 0,
    });
    partition.start();
    const make = exchangesFrom(1);
    const times = { startedAt: 99, sentAt: 99, firstByteAt: 100, endedAt: 100 };
    const wallOffsetMs = Date.now() - 60_000;
    const bytes = encodeTapMessage({
      tap: { instance: '00c0ffee', host: 'host', version: '1' },
      partition: 0,
      batch: 1,
      records: 2,
      note: { completeTo: 1100, wallOffsetMs, openWrites: [], shed: {} },
      packed: packed([make({}, times), make({}, times)]),
    });
    const storedAtMs = wallOffsetMs + 100;
    await partition.read({ streamSequence: 3, bytes, storedAtMs, waiting: 0 });
    await until(() => delivered.length > 0);
    const rowsBefore = claims.flatMap(({ doneCommits }) => doneCommits);
    partition.committed({ tenure: 2, commit: 6, sequences: delivered });
    await partition.tick();
    await partition.stop();
    expect([delivered, rowsBefore]).toEqual([[fleetSequence(1, 2)], []]);
    expect(claims.at(-1)?.doneCommits).toEqual([5, 6]);
  });
});

/** An exchange was delivered, and never counted so far. */
async function deliverOne() {
  const state = { nowMs: Date.now(), delivered: 0 };
  const partition = new HeldPartition({
    ...ordinary,
    tenure: 1,
    inherited: nothingInherited,
    storedBefore: 0,
    now: () => state.nowMs,
    claim: () => Promise.resolve(true),
    deliver: () => (state.delivered += 1) > 0,
  });
  partition.start();
  onTestFinished(() => partition.stop());
  const wallOffsetMs = Date.now() - 60_000;
  const times = { startedAt: 99, sentAt: 99, firstByteAt: 100, endedAt: 100 };
  const bytes = encodeTapMessage({
    tap: { instance: '00c0ffee', host: 'host', version: '1' },
    partition: 0,
    batch: 1,
    records: 1,
    note: { completeTo: 1100, wallOffsetMs, openWrites: [], shed: {} },
    packed: packed([exchangesFrom(1)({}, times)]),
  });
  const storedAtMs = wallOffsetMs + 100;
  await partition.read({ streamSequence: 1, bytes, storedAtMs, waiting: 0 });
  await until(() => state.delivered === 1);
  return { partition, state };
}

describe('an exchange that was delivered two minutes ago and was never counted', () => {
  it('is given up once evidence of now is saved without it, because a plane has lost it', async () => {
    const { partition, state } = await deliverOne();
    state.nowMs += 130_000;
    partition.noteSaved(0);
    expect([await partition.tick(), await partition.tick()]).toEqual([1, 0]);
  });

  it('is not given up while only claims reach PostgreSQL, because the control plane may have counted it', async () => {
    const { partition, state } = await deliverOne();
    partition.noteSaved(0);
    state.nowMs += 600_000;
    expect(await partition.tick()).toBe(0);
  });

  it('is not given up for a save that took its counts just after the delivery, and then waited', async () => {
    const { partition, state } = await deliverOne();
    state.nowMs += 130_000;
    partition.noteSaved(129_000);
    expect(await partition.tick()).toBe(0);
  });

  it('is not given up if the control plane saves it at last', async () => {
    const { partition, state } = await deliverOne();
    state.nowMs += 130_000;
    partition.committed({ tenure: 1, commit: 1, sequences: partition.uncounted });
    partition.noteSaved(0);
    expect(await partition.tick()).toBe(0);
  });
});

/** The first part of a message with 25 exchanges was read, and a minute has passed. */
async function readFirstPart(keptBytesMax: number) {
  const state = { nowMs: Date.now() };
  const unreadable: unknown[] = [];
  const partition = new HeldPartition({
    ...ordinary,
    keptBytesMax,
    tenure: 1,
    inherited: nothingInherited,
    storedBefore: 0,
    now: () => state.nowMs,
    claim: () => Promise.resolve(true),
    deliver: () => true,
    onUnreadable: (fault, records) => unreadable.push([fault, records]),
  });
  const bytes = encodeTapMessage({
    tap: { instance: '00c0ffee', host: 'host', version: '1' },
    partition: 0,
    batch: 1,
    records: 25,
    note: { completeTo: 100, wallOffsetMs: state.nowMs, openWrites: [], shed: {} },
    packed: new Uint8Array(4000),
  });
  const [first = bytes] = partsOf(bytes, 1024);
  const storedAtMs = state.nowMs;
  await partition.read({ streamSequence: 1, bytes: first, storedAtMs, waiting: 0 });
  state.nowMs += 60_000;
  await partition.tick();
  return unreadable;
}

describe('a message whose other parts have not arrived for a minute', () => {
  it('is kept, because its tap may send them again', async () => {
    expect(await readFirstPart(64 * 1024 * 1024)).toEqual([]);
  });

  it('is given up with all its exchanges if the stream keeps too much because of it', async () => {
    expect(await readFirstPart(500)).toEqual([['incomplete', 25]]);
  });
});
