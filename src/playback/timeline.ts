import type { Exchange } from '../vocabulary/exchange.ts';
import { fleetSequence } from '../vocabulary/tap-lane.ts';

/** 0 means that the moment never came: the first exchange begins later. */
const firstAtMs = 1_000;

/** The position of one start of a recorder on the timeline of a replay. */
interface Lane {
  readonly number: number;
  /** The offset from its clock to the timeline, in milliseconds. */
  readonly shiftMs: number;
}

/**
 * One timeline for several recorders, by their wall clocks. Each start of a recorder has its own monotonic
 * clock and sequences. Within one start, differences of times are kept exactly, whatever its wall clock did
 * meanwhile.
 */
export class Timeline {
  readonly #lanes = new Map<string, Lane>();
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
    if (this.#lanes.has(recorder)) return;
    const shiftMs = wallOffsetMs - this.#startedAtMs + firstAtMs;
    this.#lanes.set(recorder, { number: this.#lanes.size, shiftMs });
  }

  /** When an exchange ended, on the timeline. */
  endOf(recorder: string, { startedAt, endedAt }: Pick<Exchange, 'startedAt' | 'endedAt'>): number {
    return Math.max(startedAt, endedAt) + this.#laneOf(recorder).shiftMs;
  }

  /** An exchange with its times and numbers in the replay. */
  placed(recorder: string, exchange: Exchange, round: Round): Exchange {
    const lane = this.#laneOf(recorder);
    const number = lane.number * round.of + round.index;
    const shiftMs = lane.shiftMs + round.delayMs;
    const shifted = (moment: number): number => (moment === 0 ? 0 : moment + shiftMs);
    return {
      ...exchange,
      sequence: fleetSequence(number, exchange.sequence),
      connection: fleetSequence(number, exchange.connection),
      startedAt: exchange.startedAt + shiftMs,
      sentAt: shifted(exchange.sentAt),
      firstByteAt: shifted(exchange.firstByteAt),
      endedAt: Math.max(exchange.startedAt, exchange.endedAt) + shiftMs,
      openWrites: exchange.openWrites.map((sequence) => fleetSequence(number, sequence)),
      // Another machine took these times, perhaps on another day: they are shown, but are no reference for
      // the candidate's.
      paused: true,
      firstPayloadAt: Number.NaN,
      largestGapMs: Number.NaN,
    };
  }

  #laneOf(recorder: string): Lane {
    return this.#lanes.get(recorder) ?? { number: 0, shiftMs: 0 };
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
