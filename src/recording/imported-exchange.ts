import type { CapturedMessage, Exchange } from '../vocabulary/exchange.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';

/** An exchange that another program recorded. */
export interface Imported {
  readonly sequence: number;
  readonly connection: number;
  /** When the request was sent, milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** The time to the last byte of the response. */
  readonly durationMs: number;
  readonly request: CapturedMessage;
  readonly response: CapturedMessage;
  readonly leftOut?: LeftOutReason | null;
}

/** An exchange with times of the wall clock: other programs record no other clock. */
export function importedExchange(imported: Imported): Exchange {
  const { sequence, connection, startedAtMs, durationMs, request, response } = imported;
  const endedAt = startedAtMs + durationMs;
  return {
    sequence,
    connection,
    revision: 0,
    tenure: 0,
    wallClockMs: startedAtMs,
    startedAt: startedAtMs,
    sentAt: startedAtMs,
    firstByteAt: endedAt,
    firstPayloadAt: Number.NaN,
    largestGapMs: Number.NaN,
    endedAt,
    paused: true,
    leftOut: imported.leftOut ?? null,
    requestWhole: true,
    openWrites: [],
    request,
    response,
  };
}

/** The limits for exchanges that wait for earlier starts: their number and bytes. */
const heldMax = 10_000;
const heldBytesMax = 16 * 1024 * 1024;

/**
 * Sorts exchanges by their ends; they arrive sorted by their starts. An exchange can be passed on once a
 * later start is after its end, so few wait.
 */
export class InOrderOfEnds {
  /** By their ends, the latest first. */
  #held: Exchange[] = [];
  #heldBytes = 0;

  /** @returns the exchanges that may be passed on now, the earliest first */
  add(exchange: Exchange): readonly Exchange[] {
    let [low, high] = [0, this.#held.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#held[middle]?.endedAt ?? 0) > exchange.endedAt) low = middle + 1;
      else high = middle;
    }
    this.#held.splice(low, 0, exchange);
    this.#heldBytes += bytesOf(exchange);
    return this.#take((one) => one.endedAt <= exchange.startedAt || this.#isFull);
  }

  /** All remaining exchanges. */
  end(): readonly Exchange[] {
    return this.#take(() => true);
  }

  get #isFull(): boolean {
    return this.#held.length > heldMax || this.#heldBytes > heldBytesMax;
  }

  #take(isDue: (exchange: Exchange) => boolean): readonly Exchange[] {
    const due: Exchange[] = [];
    for (
      let last = this.#held.at(-1);
      last !== undefined && isDue(last);
      last = this.#held.at(-1)
    ) {
      due.push(last);
      this.#held.pop();
      this.#heldBytes -= bytesOf(last);
    }
    return due;
  }
}

function bytesOf({ request, response }: Exchange): number {
  return [request, response].reduce(
    (sum, { head, body }) => sum + head.byteLength + body.byteLength,
    0,
  );
}
