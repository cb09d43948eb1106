import { type Exchange, openWritesMax } from '../../vocabulary/exchange.ts';
import { exchangeFields, exchangeShape } from '../../vocabulary/exchange-shape.ts';
import { isSequence } from './envelope.ts';
import { numberFrom, type RowPlan } from './layout.ts';
import { viewOf } from './preamble.ts';
import { noBytes } from '../../vocabulary/no-bytes.ts';

const wordBytes = 8;
/** The one byte string of an exchange that contains numbers, so that not every length is valid. */
const openWritesAt = Object.keys(exchangeFields.blobs).indexOf('openWrites');

/**
 * Makes a record of one row.
 *
 * @param words the numbers in the order of this version's fields; overwritten by the next row
 * @returns null if no sender can have written it
 */
export type BuildRow<T> = (words: Float64Array, blobs: readonly Uint8Array[]) => T | null;

/**
 * Makes exchanges of untrusted rows.
 *
 * @param sequenceEnd the first sequence that is too large
 */
export function exchangesBelow(sequenceEnd: number): BuildRow<Exchange> {
  return (words, blobs) => build(words, blobs, sequenceEnd);
}

/**
 * Reads untrusted packed records. Their byte strings are views of `packed`.
 *
 * @returns null if a length, a number or the end is wrong
 */
export function readRows<T>(
  packed: Uint8Array,
  records: number,
  plan: RowPlan,
  buildRow: BuildRow<T>,
): readonly T[] | null {
  const view = viewOf(packed);
  const rowBytes = (plan.numbers + plan.blobs) * wordBytes;
  const words = new Float64Array(plan.numberSources.length);
  const built: T[] = [];
  let start = 0;
  for (let record = 0; record < records; record += 1) {
    if (start + rowBytes > packed.byteLength) return null;
    const offsets = blobOffsets(view, start, rowBytes, plan);
    if (offsets === null) return null;
    plan.numberSources.forEach((source, at) => {
      words[at] = numberFrom(source, view, start);
    });
    const one = buildRow(words, blobsIn(packed, offsets, plan));
    if (one === null) return null;
    built.push(one);
    start = padded(offsets.at(-1) ?? 0);
  }
  return start === packed.byteLength ? built : null;
}

/**
 * The start of each byte string in the message's row, and the end of the last one; null if one is out of
 * range.
 */
function blobOffsets(
  view: DataView,
  start: number,
  rowBytes: number,
  { numbers, blobs }: RowPlan,
): readonly number[] | null {
  let at = start + rowBytes;
  const offsets = [at];
  for (let blob = 0; blob < blobs; blob += 1) {
    const length = view.getFloat64(start + (numbers + blob) * wordBytes, true);
    if (!Number.isInteger(length) || length < 0 || length > view.byteLength - at) return null;
    at += length;
    offsets.push(at);
  }
  return offsets;
}

function blobsIn(
  packed: Uint8Array,
  offsets: readonly number[],
  { blobSources }: RowPlan,
): readonly Uint8Array[] {
  return blobSources.map(({ at, missing }) => {
    if (at === -1) return missing;
    const from = offsets[at] ?? 0;
    const to = offsets[at + 1] ?? from;
    return from === to ? noBytes : packed.subarray(from, to);
  });
}

/** Null if no sender can have written it: the merge of taps and the order of writes rely on these numbers. */
function build(
  words: Float64Array,
  blobs: readonly Uint8Array[],
  sequenceEnd: number,
): Exchange | null {
  const openWritesBytes = blobs[openWritesAt]?.byteLength ?? 0;
  if (openWritesBytes % wordBytes !== 0 || openWritesBytes > openWritesMax * wordBytes) return null;
  const exchange = exchangeShape.build(words, 0, blobs);
  return isSound(exchange, sequenceEnd) ? exchange : null;
}

function isSound(exchange: Exchange, sequenceEnd: number): boolean {
  const { startedAt, sentAt, firstByteAt, endedAt, firstPayloadAt, largestGapMs, slack } = exchange;
  return (
    isSequence(exchange.sequence, sequenceEnd) &&
    isCount(exchange.connection) &&
    isCount(exchange.revision) &&
    Number.isFinite(exchange.wallClockMs + startedAt + sentAt + firstByteAt + endedAt) &&
    Number.isFinite(orZero(firstPayloadAt) + orZero(largestGapMs)) &&
    Number.isFinite((slack?.totalMs ?? 0) + (slack?.firstMs ?? 0) + (slack?.gapMs ?? 0)) &&
    exchange.openWrites.every((sequence) => isSequence(sequence, sequenceEnd))
  );
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** NaN stands for a time that does not exist. */
function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / wordBytes) * wordBytes;
}
