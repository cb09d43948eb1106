import type { Exchange } from '../../../src/vocabulary/exchange.ts';
import { laneOf } from '../../../src/vocabulary/tap-lane.ts';
import type { TapNote } from '../../../src/vocabulary/tap-note.ts';
import { type Merged, TapMerge } from '../../../src/hub/order/merge-taps.ts';

/** Numbers in [0, 1) that depend on nothing but the seed. */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface FleetSpec {
  readonly seed: number;
  readonly taps: number;
  readonly sessions: number;
  readonly requestsPerSession: number;
  /** The maximum difference between the clocks of taps. */
  readonly apartMs: number;
  readonly delayMsMax: number;
  /** The time for which one tap cannot publish, after its first message; 0 if all can. */
  readonly outageMs: number;
}

/** A request as it really happened. */
export interface Done {
  readonly session: number;
  readonly tap: number;
  /** The tap's own number. */
  own: number;
  readonly kind: 'get' | 'put' | 'make' | 'find';
  readonly key: string;
  /** The value of a write, which is unique. */
  readonly value: number;
  /** The value in primary's answer; null without one. */
  shown: number | null;
  readonly startedAt: number;
  readonly effectAt: number;
  readonly endedAt: number;
}

interface Tap {
  readonly lane: number;
  /** Its wall clock minus the true time. */
  readonly errorMs: number;
  /** Its monotonic clock minus the true time. */
  readonly monotonicMs: number;
  readonly done: Done[];
}

interface Message {
  readonly lane: number;
  readonly note: TapNote;
  readonly exchanges: readonly Exchange[];
  readonly arrivesAt: number;
}

/** True times are milliseconds from here, on the wall clock. */
const wallStart = 1_800_000_000_000;

/** The actions of sessions that move between taps, on a primary that executes one request at a time. */
function actions({ taps, sessions, requestsPerSession }: FleetSpec, chance: () => number) {
  const all: Done[] = [];
  for (let session = 0; session < sessions; session += 1) {
    let now = 20 + chance() * 30;
    let made: string | null = null;
    for (let at = 0; at < requestsPerSession; at += 1) {
      const tap = Math.floor(chance() * taps);
      const durationMs = 0.2 + chance() * (chance() < 0.2 ? 20 : 3);
      const value = session * 1_000 + at + 1;
      const roll = chance();
      const kind: Done['kind'] =
        made !== null && roll < 0.4 ? 'find' : roll < 0.5 ? 'make' : roll < 0.75 ? 'put' : 'get';
      const key: string =
        kind === 'make'
          ? nameOf(value)
          : kind === 'find'
            ? (made ?? '')
            : 'abc'.charAt(chance() * 3);
      const effectAt = now + durationMs * chance();
      const times = { startedAt: now, effectAt, endedAt: now + durationMs };
      all.push({ session, tap, own: 0, kind, key, value, shown: null, ...times });
      if (kind === 'make') made = key;
      // The next one is sent right after the answer, or a little later.
      now += durationMs + 0.3 + chance() * (chance() < 0.3 ? 30 : 3);
    }
  }
  const state = new Map<string, number>();
  for (const done of all.toSorted((a, b) => a.effectAt - b.effectAt)) {
    if (isWrite(done)) state.set(done.key, done.value);
    done.shown = state.get(done.key) ?? null;
  }
  return all;
}

export function isWrite({ kind }: Pick<Done, 'kind'>): boolean {
  return kind === 'put' || kind === 'make';
}

function nameOf(value: number): string {
  return `thing-${(value * 7_919).toString(16).padStart(8, '0')}`;
}

/** The messages of the taps, in the order of arrival at the hub. */
function messagesOf(spec: FleetSpec, all: readonly Done[], chance: () => number) {
  const taps = Array.from({ length: spec.taps }, (_, at): Tap => {
    // Two of them are apart by all of it.
    const errorMs = at === 0 ? 0 : at === 1 ? spec.apartMs : chance() * spec.apartMs;
    const monotonicMs = -chance() * 1_000_000;
    return { lane: at + 1, errorMs, monotonicMs, done: all.filter(({ tap }) => tap === at) };
  });
  const messages = taps.flatMap((tap, at) =>
    publish(tap, { ...spec, outageMs: at === 0 ? spec.outageMs : 0 }, chance),
  );
  return messages.sort((a, b) => a.arrivesAt - b.arrivesAt);
}

function publish(tap: Tap, spec: FleetSpec, chance: () => number): Message[] {
  const messages: Message[] = [];
  const byStart = tap.done.toSorted((a, b) => a.startedAt - b.startedAt);
  for (const [at, done] of byStart.entries()) done.own = at + 1;
  const byEnd = tap.done.toSorted((a, b) => a.endedAt - b.endedAt);
  const until = (byEnd.at(-1)?.endedAt ?? 0) + 5_200;
  let [sent, arrivedAt, tickedAt] = [0, 0, 0];
  for (let now = 0; now < until; now += 2) {
    const ended = byEnd.slice(sent).filter(({ endedAt }) => endedAt < now);
    const isActive = now - (byEnd[sent + ended.length - 1]?.endedAt ?? -10_000) < 5_000;
    if (ended.length === 0 && !(isActive && now - tickedAt >= 200)) continue;
    tickedAt = now;
    sent += ended.length;
    // It begins once the hub has heard of the tap.
    const outageFrom =
      messages.length === 0 ? now : (messages[0]?.note.completeTo ?? 0) - tap.monotonicMs;
    const isOut = now > outageFrom && now < outageFrom + spec.outageMs;
    const outageEnd = isOut ? outageFrom + spec.outageMs : now;
    arrivedAt = Math.max(arrivedAt, outageEnd + 0.2 + chance() * spec.delayMsMax);
    const note: TapNote = {
      completeTo: now + tap.monotonicMs,
      // As read from two clocks, one of which has whole milliseconds.
      wallOffsetMs: wallStart + tap.errorMs - tap.monotonicMs,
      openWrites: byStart
        .filter((done) => isWrite(done) && done.startedAt < now && done.endedAt >= now)
        .map(({ own, startedAt }) => ({ sequence: own, startedAt: startedAt + tap.monotonicMs })),
      shed: {},
    };
    const exchanges = ended.map((done) => exchangeOf(done, tap));
    messages.push({ lane: tap.lane, note, exchanges, arrivesAt: wallStart + arrivedAt });
  }
  return messages;
}

function exchangeOf(done: Done, { monotonicMs, done: all }: Tap): Exchange {
  const { kind, key, value, shown, startedAt, endedAt } = done;
  const [method, path] = {
    get: ['GET', `/kv/${key}`],
    put: ['PUT', `/kv/${key}`],
    make: ['POST', '/things'],
    find: ['GET', `/things/${key}`],
  }[kind] as [string, string];
  const answer = kind === 'make' ? { id: key } : { value: shown };
  const open = all.filter(
    (other) => isWrite(other) && other.startedAt < endedAt && other.endedAt > endedAt,
  );
  return {
    sequence: done.own,
    connection: done.session + 1,
    revision: 1,
    tenure: 0,
    wallClockMs: 0,
    startedAt: startedAt + monotonicMs,
    sentAt: startedAt + monotonicMs,
    firstByteAt: endedAt + monotonicMs,
    firstPayloadAt: Number.NaN,
    largestGapMs: Number.NaN,
    endedAt: endedAt + monotonicMs,
    paused: false,
    leftOut: null,
    requestWhole: true,
    openWrites: open.map(({ own }) => own),
    request: {
      head: Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: a\r\n\r\n`),
      body: Buffer.from(kind === 'put' ? JSON.stringify({ value }) : ''),
    },
    response: {
      head: Buffer.from(`HTTP/1.1 ${kind === 'make' ? '201 Created' : '200 OK'}\r\n\r\n`),
      body: Buffer.from(JSON.stringify(answer)),
    },
  };
}

/** An exchange as the merge released it, with the true times. */
export interface Released extends Merged {
  readonly done: Done;
  /** Milliseconds from its true end to its release, by true time. */
  readonly heldMs: number;
}

export interface Run {
  readonly released: readonly Released[];
  readonly merge: TapMerge;
  readonly all: readonly Done[];
}

/** Feeds a merge, and releases exchanges at its due times and after each message. */
export function runFleet(spec: FleetSpec, skewMs: number, hubErrorMs = 0): Run {
  const chance = chanceOf(spec.seed);
  const all = actions(spec, chance);
  const merge = new TapMerge({ clockSkewMs: skewMs, reorderMs: 250 });
  const released: Released[] = [];
  const byNumber = new Map<string, Done>();
  const release = (nowMs: number): void => {
    for (const merged of merge.release(nowMs + hubErrorMs)) {
      const { sequence } = merged.exchange;
      const done = byNumber.get(`${laneOf(sequence)} ${sequence % 2 ** 36}`)!;
      released.push({ ...merged, done, heldMs: nowMs - wallStart - done.endedAt });
    }
  };
  const releaseUntil = (nowMs: number): void => {
    for (let next = merge.nextAtMs; next !== null; next = merge.nextAtMs) {
      if (next - hubErrorMs >= nowMs) return;
      const before = released.length;
      // A timer fires a little late.
      release(Math.min(nowMs, next - hubErrorMs + 0.01));
      if (released.length === before) return;
    }
  };
  for (const [at, { lane, note, exchanges, arrivesAt }] of messagesOf(
    spec,
    all,
    chance,
  ).entries()) {
    for (const done of all) if (done.tap === lane - 1) byNumber.set(`${lane} ${done.own}`, done);
    releaseUntil(arrivesAt);
    merge.add(at + 1, { note }, exchanges, lane, arrivesAt + hubErrorMs);
    release(arrivesAt);
  }
  releaseUntil(Number.POSITIVE_INFINITY);
  return { released, merge, all };
}
