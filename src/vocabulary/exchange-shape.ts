import type { CapturedMessage, Exchange } from './exchange.ts';
import type { RecordShape } from './packed-batch.ts';
import { leftOutReasons } from './shed.ts';
import { noSlack, type TimeSlack } from './time-slack.ts';

const noBytes = new Uint8Array(0);

/** How an exchange crosses from the live plane to the shadow plane. */
export const exchangeShape: RecordShape<Exchange> = {
  numbers: 17,
  blobs: 6,
  numbersOf: (exchange) => [
    exchange.sequence,
    exchange.connection,
    exchange.wallClockMs,
    exchange.startedAt,
    exchange.sentAt,
    exchange.firstByteAt,
    exchange.endedAt,
    exchange.paused ? 1 : 0,
    exchange.leftOut === null ? -1 : leftOutReasons.indexOf(exchange.leftOut),
    exchange.firstPayloadAt,
    exchange.largestGapMs,
    exchange.requestWhole ? 1 : 0,
    exchange.slack?.totalMs ?? 0,
    exchange.slack?.firstMs ?? 0,
    exchange.slack?.gapMs ?? 0,
    exchange.revision,
    exchange.tenure,
  ],
  blobsOf: ({ request, response, openWrites }) => [
    request.head,
    request.body,
    response.head,
    response.body,
    bytesOf(openWrites),
    request.trailers ?? noBytes,
  ],
  build: (numbers, blobs) => ({
    sequence: numbers[0] ?? 0,
    connection: numbers[1] ?? 0,
    wallClockMs: numbers[2] ?? 0,
    startedAt: numbers[3] ?? 0,
    sentAt: numbers[4] ?? 0,
    firstByteAt: numbers[5] ?? 0,
    endedAt: numbers[6] ?? 0,
    paused: numbers[7] === 1,
    leftOut: leftOutReasons[numbers[8] ?? -1] ?? null,
    firstPayloadAt: numbers[9] ?? Number.NaN,
    largestGapMs: numbers[10] ?? Number.NaN,
    requestWhole: numbers[11] === 1,
    slack: slackIn(numbers, 12),
    revision: numbers[15] ?? 0,
    tenure: numbers[16] ?? 0,
    request: requestOf(blobs),
    response: { head: blobs[2] ?? noBytes, body: blobs[3] ?? noBytes },
    openWrites: numbersIn(blobs[4] ?? noBytes),
  }),
};

/** @param at where the three numbers of it begin */
export function slackIn(numbers: Float64Array, at: number): TimeSlack {
  const [totalMs = 0, firstMs = 0, gapMs = 0] = numbers.subarray(at, at + 3);
  return totalMs === 0 && firstMs === 0 && gapMs === 0 ? noSlack : { totalMs, firstMs, gapMs };
}

function requestOf([
  head = noBytes,
  body = noBytes,
  ,
  ,
  ,
  trailers,
]: readonly Uint8Array[]): CapturedMessage {
  return trailers === undefined || trailers.byteLength === 0
    ? { head, body }
    : { head, body, trailers };
}

const none: readonly number[] = [];

function bytesOf(numbers: readonly number[]): Uint8Array {
  return numbers.length === 0 ? noBytes : new Uint8Array(Float64Array.from(numbers).buffer);
}

/** A copy: the bytes need not be aligned, and go back with their batch. */
function numbersIn(bytes: Uint8Array): readonly number[] {
  return bytes.byteLength === 0 ? none : Array.from(new Float64Array(bytes.slice().buffer));
}
