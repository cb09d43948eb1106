import { exchangeShape, slackIn } from './exchange-shape.ts';
import { noExcuses, type PairExcuses } from './excuses.ts';
import {
  noIdentities,
  noPathIdentities,
  type PairIdentities,
  type PathIdentities,
} from './identities.ts';
import type { RecordShape } from './packed-batch.ts';
import { type Leg, legFailures, type Pair } from './pair.ts';
import { isReplay } from './replay.ts';
import { leftOutReasons } from './shed.ts';

const noBytes = new Uint8Array(0);
const kinds = ['answered', 'failed', 'unsent'] as const;
const legNumberCount = 11;
const legBlobCount = 2;
const pathNumberCount = 2;
/** In place of the numbers that only an answered leg has. */
const none: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0];
/** In place of a kind: there is no such leg. */
const noLeg = -1;

/** How a pair crosses from the shadow plane to the compare plane: an exchange and its legs, end to end. */
export const pairShape: RecordShape<Pair> = {
  numbers: exchangeShape.numbers + 2 * legNumberCount + pathNumberCount,
  blobs: exchangeShape.blobs + 2 * legBlobCount + 4,
  isCounted: ({ exchange }) => !isReplay(exchange.sequence),
  numbersOf: ({ exchange, candidate, secondary, pathIdentities: { ids, slugs } }) => [
    ...exchangeShape.numbersOf(exchange),
    ...legNumbers(candidate),
    ...legNumbers(secondary),
    ids,
    slugs,
  ],
  blobsOf: (pair) => [
    ...exchangeShape.blobsOf(pair.exchange),
    ...legBlobs(pair.candidate),
    ...legBlobs(pair.secondary),
    identitiesBlob(pair.identities),
    identitiesBlob(pair.secondaryIdentities),
    pair.excuses === noExcuses ? noBytes : Buffer.from(JSON.stringify(pair.excuses)),
    pair.operation === '' ? noBytes : Buffer.from(pair.operation),
  ],
  build: (numbers, blobs) => ({
    exchange: exchangeShape.build(numbers, blobs),
    candidate: buildLeg(numbers, blobs, 0) ?? neverSent,
    secondary: buildLeg(numbers, blobs, 1),
    identities: buildIdentities(blobs, 0),
    pathIdentities: buildPathIdentities(numbers),
    secondaryIdentities: buildIdentities(blobs, 1),
    excuses: buildExcuses(blobs),
    operation: Buffer.from(blobs[operationBlob] ?? noBytes).toString('latin1'),
  }),
};

const operationBlob = exchangeShape.blobs + 2 * legBlobCount + 3;

const neverSent: Leg = { kind: 'unsent', reason: 'unmirrorable' };

function legNumbers(leg: Leg | null): readonly number[] {
  if (leg === null) return [noLeg, ...none, 0, 0];
  const kind = kinds.indexOf(leg.kind);
  switch (leg.kind) {
    case 'answered':
      return [
        kind,
        0,
        leg.firstByteMs,
        leg.totalMs,
        leg.firstPayloadMs ?? Number.NaN,
        leg.largestGapMs ?? Number.NaN,
        leg.askedAtMs,
        leg.answeredAtMs,
        leg.slack?.totalMs ?? 0,
        leg.slack?.firstMs ?? 0,
        leg.slack?.gapMs ?? 0,
      ];
    case 'failed':
      return [kind, legFailures.indexOf(leg.failure), 0, leg.totalMs, ...none.slice(1)];
    case 'unsent':
      return [kind, leftOutReasons.indexOf(leg.reason), 0, ...none];
  }
}

function legBlobs(leg: Leg | null): readonly Uint8Array[] {
  return leg?.kind === 'answered' ? [leg.response.head, leg.response.body] : [noBytes, noBytes];
}

/** @param place 0 for the first leg, 1 for the second */
function buildLeg(numbers: Float64Array, blobs: readonly Uint8Array[], place: number): Leg | null {
  const number = exchangeShape.numbers + place * legNumberCount;
  const blob = exchangeShape.blobs + place * legBlobCount;
  if (numbers[number] === noLeg) return null;
  const kind = kinds[numbers[number] ?? 0] ?? 'unsent';
  const detail = numbers[number + 1] ?? 0;
  const totalMs = numbers[number + 3] ?? 0;
  switch (kind) {
    case 'answered':
      return {
        kind,
        response: { head: blobs[blob] ?? noBytes, body: blobs[blob + 1] ?? noBytes },
        firstByteMs: numbers[number + 2] ?? 0,
        totalMs,
        firstPayloadMs: nullIfNaN(numbers[number + 4] ?? 0),
        largestGapMs: nullIfNaN(numbers[number + 5] ?? 0),
        askedAtMs: numbers[number + 6] ?? 0,
        answeredAtMs: numbers[number + 7] ?? 0,
        slack: slackIn(numbers, number + 8),
      };
    case 'failed':
      return { kind, failure: legFailures[detail] ?? 'invalid', totalMs };
    case 'unsent':
      return { kind, reason: leftOutReasons[detail] ?? 'unmirrorable' };
  }
}

function identitiesBlob(identities: PairIdentities): Uint8Array {
  return identities === noIdentities ? noBytes : Buffer.from(JSON.stringify(identities));
}

/** @param place as of a leg */
function buildIdentities(blobs: readonly Uint8Array[], place: number): PairIdentities {
  const blob = blobs[exchangeShape.blobs + 2 * legBlobCount + place] ?? noBytes;
  return blob.byteLength === 0 ? noIdentities : (jsonIn(blob) as PairIdentities);
}

function buildPathIdentities(numbers: Float64Array): PathIdentities {
  const number = exchangeShape.numbers + 2 * legNumberCount;
  const [ids = 0, slugs = 0] = numbers.subarray(number, number + pathNumberCount);
  return ids === 0 && slugs === 0 ? noPathIdentities : { ids, slugs };
}

function buildExcuses(blobs: readonly Uint8Array[]): PairExcuses {
  const blob = blobs[exchangeShape.blobs + 2 * legBlobCount + 2] ?? noBytes;
  return blob.byteLength === 0 ? noExcuses : (jsonIn(blob) as PairExcuses);
}

function jsonIn({ buffer, byteOffset, byteLength }: Uint8Array): unknown {
  return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString('utf8'));
}

function nullIfNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
