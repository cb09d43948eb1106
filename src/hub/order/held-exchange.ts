import type { Exchange } from '../../vocabulary/exchange.ts';
import { fleetSequence } from '../../vocabulary/tap-lane.ts';
import type { SearchedText } from './made-names.ts';
import type { TapClock } from './tap-clock.ts';

/** An exchange that waits for later reports of other taps; its times are those of the fleet. */
export interface HeldExchange {
  readonly exchange: Exchange;
  readonly streamSequence: number;
  readonly lane: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Whether it may change state, by its method. */
  readonly isWrite: boolean;
  readonly bytes: number;
  /** Names in the answer to a write that are not in its request; null until they are needed. */
  made: readonly string[] | null;
  /** Its messages as text, once they have been searched. */
  text: SearchedText | null;
  released: boolean;
}

/** The memory of an exchange beside its messages. */
const overheadBytes = 512;

export function holdExchange(
  exchange: Exchange,
  streamSequence: number,
  lane: number,
  clock: TapClock,
): HeldExchange {
  return {
    exchange,
    streamSequence,
    lane,
    startedAt: clock.at(exchange.startedAt),
    endedAt: clock.at(Math.max(exchange.startedAt, exchange.endedAt)),
    isWrite: isWriteByMethod(exchange.request.head),
    bytes: bytesOf(exchange) + overheadBytes,
    made: null,
    text: null,
    released: false,
  };
}

/** An exchange that ended in the future has a wrong time. Nothing may wait for it, so it is left out. */
export function notAfter(held: HeldExchange, moment: number): HeldExchange {
  if (held.endedAt <= moment) return held;
  const { exchange, startedAt } = held;
  return {
    ...held,
    exchange: { ...exchange, leftOut: exchange.leftOut ?? 'late' },
    startedAt: Math.min(startedAt, moment),
    endedAt: moment,
  };
}

/** With its numbers and times in the whole fleet. */
export function inFleet(
  { exchange, lane }: HeldExchange,
  times: { readonly startedAt: number; readonly endedAt: number },
  openElsewhere: readonly number[],
  leftOut: Exchange['leftOut'],
): Exchange {
  const shiftMs = times.endedAt - exchange.endedAt;
  // 0 means that the moment never came.
  const shifted = (moment: number): number => (moment === 0 ? 0 : moment + shiftMs);
  const own = exchange.openWrites.map((sequence) => fleetSequence(lane, sequence));
  return {
    ...exchange,
    sequence: fleetSequence(lane, exchange.sequence),
    connection: fleetSequence(lane, exchange.connection),
    startedAt: times.startedAt,
    sentAt: shifted(exchange.sentAt),
    firstByteAt: shifted(exchange.firstByteAt),
    firstPayloadAt: shifted(exchange.firstPayloadAt),
    endedAt: times.endedAt,
    openWrites: openElsewhere.length === 0 ? own : [...own, ...openElsewhere],
    leftOut,
  };
}

/** The size of its messages. */
export function bytesOf({ request, response }: Exchange): number {
  const trailers = request.trailers?.byteLength ?? 0;
  const ofRequest = request.head.byteLength + request.body.byteLength + trailers;
  return ofRequest + response.head.byteLength + response.body.byteLength;
}

const [g, h, o] = [0x47, 0x48, 0x4f];
const [e, p] = [0x45, 0x50];

/** As in the live plane: not GET, HEAD or OPTIONS. */
function isWriteByMethod(head: Uint8Array): boolean {
  const [first, second] = [head[0], head[1]];
  const isSafe = (first === g || first === h) && second === e;
  return !(isSafe || (first === o && second === p));
}
