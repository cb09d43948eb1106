import type { SettledNumbers } from '../postgres/claims.ts';

/** Much longer than a tap sends a message again. */
const rememberedMs = 600_000;

interface Read {
  readonly streamSequence: number;
  readonly lane: number;
  readonly batch: number;
  readonly storedAtMs: number;
}

interface Highest {
  readonly batch: number;
  readonly storedAtMs: number;
}

/**
 * Remembers, for the next owner, which messages of each tap are settled. They are removed from the stream, and a NATS that
 * restarts knows only the ids of messages that it still has: it may store a message again that a tap sends again. As a tap
 * numbers its messages in their order, the highest number of each tap is enough.
 */
export class SettledBatches {
  readonly #before: SettledNumbers;
  /** Messages that are not settled, in the order of the stream. */
  #read: Read[] = [];
  /** By the lane of the tap. */
  readonly #highest: Map<number, Highest>;

  /** @param before what former owners have settled */
  constructor(before: SettledNumbers, nowMs: number) {
    this.#before = before;
    const highest = [...before].map(
      ([lane, batch]) => [lane, { batch, storedAtMs: nowMs }] as const,
    );
    this.#highest = new Map(highest);
  }

  /** Whether a former owner has settled this message of a tap. */
  isSettledBefore(lane: number, batch: number): boolean {
    return batch <= (this.#before.get(lane) ?? 0);
  }

  /** Notes that a message was read, in the order of the stream. */
  read(message: Read): void {
    this.#read.push(message);
  }

  /** @returns the highest number of each tap among the messages of the stream up to this one */
  upTo(streamSequence: number): SettledNumbers {
    const open = this.#read.findIndex((one) => one.streamSequence > streamSequence);
    const settled = this.#read.splice(0, open === -1 ? this.#read.length : open);
    for (const { lane, batch, storedAtMs } of settled) {
      if (batch <= (this.#highest.get(lane)?.batch ?? 0)) continue;
      this.#highest.set(lane, { batch, storedAtMs });
    }
    this.#forget(settled.at(-1)?.storedAtMs ?? 0);
    return new Map([...this.#highest].map(([lane, { batch }]) => [lane, batch]));
  }

  #forget(nowMs: number): void {
    for (const [lane, { storedAtMs }] of this.#highest) {
      if (nowMs - storedAtMs > rememberedMs) this.#highest.delete(lane);
    }
  }
}
