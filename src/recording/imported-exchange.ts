import type { CapturedMessage, Exchange } from '../vocabulary/exchange.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';

/** What another program has recorded of an exchange. */
export interface Imported {
  readonly sequence: number;
  readonly connection: number;
  /** When the request was sent, milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** How long it took to the last byte of the response. */
  readonly durationMs: number;
  readonly request: CapturedMessage;
  readonly response: CapturedMessage;
  readonly leftOut?: LeftOutReason | null;
}

/** An exchange on the wall clock: that of another program's file is all there is. */
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

/** Exchanges that may wait for what began before them. */
const heldMax = 10_000;

/**
 * Brings exchanges, which come in the order in which they began, into the order in which they ended. What comes later has not
 * ended before it began, so that few wait.
 */
export class InOrderOfEnds {
  /** By their ends, the latest first. */
  #held: Exchange[] = [];

  /** @returns what may be passed on now, the earliest first */
  add(exchange: Exchange): readonly Exchange[] {
    let [low, high] = [0, this.#held.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#held[middle]?.endedAt ?? 0) > exchange.endedAt) low = middle + 1;
      else high = middle;
    }
    this.#held.splice(low, 0, exchange);
    return this.#take((one) => one.endedAt <= exchange.startedAt || this.#held.length > heldMax);
  }

  /** All that is left. */
  end(): readonly Exchange[] {
    return this.#take(() => true);
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
    }
    return due;
  }
}
