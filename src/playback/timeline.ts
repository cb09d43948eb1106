import type { Exchange } from '../vocabulary/exchange.ts';
import { fleetSequence, laneOf, laneOfStart, ownSequence } from '../vocabulary/tap-lane.ts';

/** 0 means that the moment never came: the first exchange begins later. */
const firstAtMs = 1_000;

/**
 * One timeline for several recorders, by their wall clocks. Each start of a recorder has its own monotonic
 * clock and sequences. Within one start, differences of times are kept exactly, whatever its wall clock did
 * meanwhile. A hub records with the lanes of its taps: each of them has a lane of its own here, too, and
 * another one in each round.
 */
export class Timeline {
  /** The offset from each recorder's clock to the timeline, in milliseconds. */
  readonly #shifts = new Map<string, number>();
  /** By round, recorder and recorded lane. */
  readonly #lanes = new Map<string, number>();
  readonly #startedAtMs: number;

  /** @param startedAtMs when the first recording began, milliseconds since the epoch */
  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;
  }

  /** The position of a moment, given as milliseconds since the epoch. */
  at(wallMs: number): number {
    return wallMs - this.#startedAtMs + firstAtMs;
  }

  /** The latest offset of a recorder's wall clock. */
  note(recorder: string, wallOffsetMs: number): void {
    if (this.#shifts.has(recorder)) return;
    this.#shifts.set(recorder, wallOffsetMs - this.#startedAtMs + firstAtMs);
  }

  /** When an exchange ended, on the timeline. */
  endOf(recorder: string, { startedAt, endedAt }: Pick<Exchange, 'startedAt' | 'endedAt'>): number {
    return Math.max(startedAt, endedAt) + this.#shiftOf(recorder);
  }

  /** An exchange with its times and numbers in the replay. */
  placed(recorder: string, exchange: Exchange, round: Round): Exchange {
    const shiftMs = this.#shiftOf(recorder) + round.delayMs;
    const shifted = (moment: number): number => (moment === 0 ? 0 : moment + shiftMs);
    const renumbered = (own: number): number =>
      fleetSequence(this.#laneOf(recorder, laneOf(own), round), ownSequence(own));
    return {
      ...exchange,
      sequence: renumbered(exchange.sequence),
      connection: renumbered(exchange.connection),
      startedAt: exchange.startedAt + shiftMs,
      sentAt: shifted(exchange.sentAt),
      firstByteAt: shifted(exchange.firstByteAt),
      endedAt: Math.max(exchange.startedAt, exchange.endedAt) + shiftMs,
      openWrites: exchange.openWrites.map(renumbered),
      // Another machine took these times, perhaps on another day: they are shown, but are no reference for
      // the candidate's.
      paused: true,
      firstPayloadAt: Number.NaN,
      largestGapMs: Number.NaN,
    };
  }

  #shiftOf(recorder: string): number {
    return this.#shifts.get(recorder) ?? 0;
  }

  /** Lane 0 is that of the first exchange. */
  #laneOf(recorder: string, recorded: number, { index }: Round): number {
    const key = `${index} ${recorder} ${recorded}`;
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      const before = this.#lanes.size;
      lane = before === 0 ? 0 : laneOfStart(before);
      this.#lanes.set(key, lane);
    }
    return lane;
  }
}

/** One round of playing a recording. */
export interface Round {
  /** From 0. */
  readonly index: number;
  readonly of: number;
  /** How much later it is than the first one, in milliseconds. */
  readonly delayMs: number;
}
