import { exchangeShape } from './exchange-shape.ts';
import type { RecordShape } from './packed-batch.ts';
import { type Leg, legFailures, type Pair } from './pair.ts';
import { shedReasons, skipReasons } from './shed.ts';

const noBytes = new Uint8Array(0);
const kinds = ['answered', 'failed', 'unsent'] as const;
const unsentReasons = [...skipReasons, ...shedReasons];

/** How a pair crosses from the shadow plane to the compare plane: an exchange and a leg, end to end. */
export const pairShape: RecordShape<Pair> = {
  numbers: exchangeShape.numbers + 4,
  blobs: exchangeShape.blobs + 2,
  numbersOf: ({ exchange, candidate }) => [
    ...exchangeShape.numbersOf(exchange),
    ...legNumbers(candidate),
  ],
  blobsOf: ({ exchange, candidate }) => [
    ...exchangeShape.blobsOf(exchange),
    ...legBlobs(candidate),
  ],
  build: (numbers, blobs) => ({
    exchange: exchangeShape.build(numbers, blobs),
    candidate: buildLeg(numbers.subarray(exchangeShape.numbers), blobs.slice(exchangeShape.blobs)),
  }),
};

function legNumbers(leg: Leg): readonly number[] {
  const kind = kinds.indexOf(leg.kind);
  switch (leg.kind) {
    case 'answered':
      return [kind, 0, leg.firstByteMs ?? Number.NaN, leg.totalMs ?? Number.NaN];
    case 'failed':
      return [kind, legFailures.indexOf(leg.failure), 0, leg.totalMs];
    case 'unsent':
      return [kind, unsentReasons.indexOf(leg.reason), 0, 0];
  }
}

function legBlobs(leg: Leg): readonly Uint8Array[] {
  return leg.kind === 'answered' ? [leg.response.head, leg.response.body] : [noBytes, noBytes];
}

function buildLeg(numbers: Float64Array, blobs: readonly Uint8Array[]): Leg {
  const kind = kinds[numbers[0] ?? 0] ?? 'unsent';
  const detail = numbers[1] ?? 0;
  const totalMs = numbers[3] ?? 0;
  switch (kind) {
    case 'answered':
      return {
        kind,
        response: { head: blobs[0] ?? noBytes, body: blobs[1] ?? noBytes },
        firstByteMs: nullIfNaN(numbers[2] ?? 0),
        totalMs: nullIfNaN(totalMs),
      };
    case 'failed':
      return { kind, failure: legFailures[detail] ?? 'invalid', totalMs };
    case 'unsent':
      return { kind, reason: unsentReasons[detail] ?? 'unmirrorable' };
  }
}

function nullIfNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
