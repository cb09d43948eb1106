import type { CapturedMessage, Exchange } from './exchange.ts';
import { type Fields, partOf, placesOf, recordShape } from './record-shape.ts';
import { leftOutReasons } from './shed.ts';
import { noSlack, type TimeSlack } from './time-slack.ts';
import { noBytes } from './no-bytes.ts';

/** The fields in the order in which they are written, with the names that hosts of a fleet use for them. */
const numbers = {
  sequence: {},
  connection: { missing: 0 },
  wallClockMs: {},
  startedAt: {},
  sentAt: {},
  firstByteAt: {},
  endedAt: {},
  paused: { missing: 1 },
  leftOut: { words: { words: leftOutReasons, unknown: 'unreadable' } },
  firstPayloadAt: { missing: Number.NaN },
  largestGapMs: { missing: Number.NaN },
  requestWhole: { missing: 0 },
  slackTotalMs: { missing: 0 },
  slackFirstMs: { missing: 0 },
  slackGapMs: { missing: 0 },
  revision: { missing: 0 },
  tenure: { missing: 0 },
  isCounted: { missing: 0 },
} satisfies Fields<Exchange>['numbers'];

const blobs = {
  requestHead: { of: ({ request }) => request.head },
  requestBody: { of: ({ request }) => request.body },
  responseHead: { of: ({ response }) => response.head },
  responseBody: { of: ({ response }) => response.body },
  openWrites: { of: ({ openWrites }) => bytesOf(openWrites), missing: noBytes },
  requestTrailers: { of: ({ request }) => request.trailers ?? noBytes, missing: noBytes },
} satisfies Fields<Exchange>['blobs'];

const number = placesOf(numbers);
const blob = placesOf(blobs);

export const exchangeFields: Fields<Exchange> = {
  numbers,
  blobs,
  writeNumbers(exchange, words, at) {
    const { leftOut, slack } = exchange;
    words[at + number.sequence] = exchange.sequence;
    words[at + number.connection] = exchange.connection;
    words[at + number.wallClockMs] = exchange.wallClockMs;
    words[at + number.startedAt] = exchange.startedAt;
    words[at + number.sentAt] = exchange.sentAt;
    words[at + number.firstByteAt] = exchange.firstByteAt;
    words[at + number.endedAt] = exchange.endedAt;
    words[at + number.paused] = exchange.paused ? 1 : 0;
    words[at + number.leftOut] = leftOut === null ? -1 : leftOutReasons.indexOf(leftOut);
    words[at + number.firstPayloadAt] = exchange.firstPayloadAt;
    words[at + number.largestGapMs] = exchange.largestGapMs;
    words[at + number.requestWhole] = exchange.requestWhole ? 1 : 0;
    words[at + number.slackTotalMs] = slack?.totalMs ?? 0;
    words[at + number.slackFirstMs] = slack?.firstMs ?? 0;
    words[at + number.slackGapMs] = slack?.gapMs ?? 0;
    words[at + number.revision] = exchange.revision;
    words[at + number.tenure] = exchange.tenure;
    words[at + number.isCounted] = exchange.isCounted === true ? 1 : 0;
  },
};

/** How an exchange crosses from the live plane to the shadow plane. */
export const exchangeShape = recordShape<Exchange>({
  // Whoever loses it must not count it again.
  countsIfLost: ({ isCounted }) => isCounted !== true,
  parts: [partOf(exchangeFields, (exchange: Exchange) => exchange)],
  build: (words, row, blobs) => ({
    sequence: words[row + number.sequence] ?? 0,
    connection: words[row + number.connection] ?? 0,
    wallClockMs: words[row + number.wallClockMs] ?? 0,
    startedAt: words[row + number.startedAt] ?? 0,
    sentAt: words[row + number.sentAt] ?? 0,
    firstByteAt: words[row + number.firstByteAt] ?? 0,
    endedAt: words[row + number.endedAt] ?? 0,
    paused: words[row + number.paused] === 1,
    leftOut: leftOutReasons[words[row + number.leftOut] ?? -1] ?? null,
    firstPayloadAt: words[row + number.firstPayloadAt] ?? Number.NaN,
    largestGapMs: words[row + number.largestGapMs] ?? Number.NaN,
    requestWhole: words[row + number.requestWhole] === 1,
    slack: slackIn(words, row + number.slackTotalMs),
    revision: words[row + number.revision] ?? 0,
    tenure: words[row + number.tenure] ?? 0,
    ...(words[row + number.isCounted] === 1 && counted),
    request: requestOf(blobs),
    response: {
      head: blobs[blob.responseHead] ?? noBytes,
      body: blobs[blob.responseBody] ?? noBytes,
    },
    openWrites: numbersIn(blobs[blob.openWrites] ?? noBytes),
  }),
});

/** @param at where the three numbers of it begin */
export function slackIn(words: Float64Array, at: number): TimeSlack {
  const totalMs = words[at] ?? 0;
  const firstMs = words[at + 1] ?? 0;
  const gapMs = words[at + 2] ?? 0;
  return totalMs === 0 && firstMs === 0 && gapMs === 0 ? noSlack : { totalMs, firstMs, gapMs };
}

function requestOf(blobs: readonly Uint8Array[]): CapturedMessage {
  const head = blobs[blob.requestHead] ?? noBytes;
  const body = blobs[blob.requestBody] ?? noBytes;
  const trailers = blobs[blob.requestTrailers];
  return trailers === undefined || trailers.byteLength === 0
    ? { head, body }
    : { head, body, trailers };
}

const counted = { isCounted: true } as const;
const none: readonly number[] = [];

function bytesOf(numbers: readonly number[]): Uint8Array {
  return numbers.length === 0 ? noBytes : new Uint8Array(Float64Array.from(numbers).buffer);
}

/** A copy: the bytes need not be aligned, and go back with their batch. */
function numbersIn(bytes: Uint8Array): readonly number[] {
  return bytes.byteLength === 0 ? none : Array.from(new Float64Array(bytes.slice().buffer));
}
