import { exchangeFields, exchangeShape, slackIn } from './exchange-shape.ts';
import { noExcuses, type PairExcuses } from './excuses.ts';
import {
  noIdentities,
  noPathIdentities,
  type PairIdentities,
  type PathIdentities,
} from './identities.ts';
import { type Leg, legFailures, type Pair } from './pair.ts';
import { type Fields, numbersNamed, partOf, placesOf, recordShape } from './record-shape.ts';
import { isReplay } from './replay.ts';
import { leftOutReasons } from './shed.ts';
import { noBytes } from './no-bytes.ts';

const kinds = ['answered', 'failed', 'unsent'] as const;
/** In place of a kind: there is no such leg. */
const noLeg = -1;

const legNumbers = numbersNamed(
  'kind',
  'reason',
  'firstByteMs',
  'totalMs',
  'firstPayloadMs',
  'largestGapMs',
  'askedAtMs',
  'answeredAtMs',
  'slackTotalMs',
  'slackFirstMs',
  'slackGapMs',
);

const legBlobs = {
  head: { of: (leg) => (leg?.kind === 'answered' ? leg.response.head : noBytes) },
  body: { of: (leg) => (leg?.kind === 'answered' ? leg.response.body : noBytes) },
} satisfies Fields<Leg | null>['blobs'];

const pairNumbers = numbersNamed('pathIds', 'pathSlugs');

const pairBlobs = {
  identities: { of: ({ identities }) => identitiesBlob(identities) },
  secondaryIdentities: { of: ({ secondaryIdentities }) => identitiesBlob(secondaryIdentities) },
  excuses: {
    of: ({ excuses }) => (excuses === noExcuses ? noBytes : Buffer.from(JSON.stringify(excuses))),
  },
  operation: { of: ({ operation }) => (operation === '' ? noBytes : Buffer.from(operation)) },
} satisfies Fields<Pair>['blobs'];

const legNumberCount = Object.keys(legNumbers).length;
const inLeg = { number: placesOf(legNumbers), blob: placesOf(legBlobs) };
const inPair = { number: placesOf(pairNumbers), blob: placesOf(pairBlobs) };

const legFields: Fields<Leg | null> = {
  numbers: legNumbers,
  blobs: legBlobs,
  writeNumbers: writeLeg,
};

const pairFields: Fields<Pair> = {
  numbers: pairNumbers,
  blobs: pairBlobs,
  writeNumbers({ pathIdentities: { ids, slugs } }, words, at) {
    words[at + inPair.number.pathIds] = ids;
    words[at + inPair.number.pathSlugs] = slugs;
  },
};

const exchangePart = partOf(exchangeFields, ({ exchange }: Pair) => exchange);
const candidatePart = partOf(legFields, ({ candidate }: Pair) => candidate);
const secondaryPart = partOf(legFields, ({ secondary }: Pair) => secondary);
const ownPart = partOf(pairFields, (pair: Pair) => pair);

/** Where the fields of a part begin. */
interface Start {
  readonly number: number;
  readonly blob: number;
}

const candidateAt: Start = { number: exchangePart.numbers, blob: exchangePart.blobs };
const secondaryAt = after(candidateAt, candidatePart);
const ownAt = after(secondaryAt, secondaryPart);

/** How a pair crosses from the shadow plane to the compare plane: an exchange and its legs, end to end. */
export const pairShape = recordShape<Pair>({
  parts: [exchangePart, candidatePart, secondaryPart, ownPart],
  countsIfLost: ({ exchange }) => !isReplay(exchange.sequence),
  build: (words, row, blobs) => ({
    exchange: exchangeShape.build(words, row, blobs),
    candidate: buildLeg(words, row, blobs, candidateAt) ?? neverSent,
    secondary: buildLeg(words, row, blobs, secondaryAt),
    identities: buildIdentities(blobs[ownAt.blob + inPair.blob.identities]),
    pathIdentities: buildPathIdentities(words, row + ownAt.number),
    secondaryIdentities: buildIdentities(blobs[ownAt.blob + inPair.blob.secondaryIdentities]),
    excuses: buildExcuses(blobs[ownAt.blob + inPair.blob.excuses]),
    operation: latin1(blobs[ownAt.blob + inPair.blob.operation] ?? noBytes),
  }),
});

const neverSent: Leg = { kind: 'unsent', reason: 'unmirrorable' };

function after(start: Start, part: { readonly numbers: number; readonly blobs: number }): Start {
  return { number: start.number + part.numbers, blob: start.blob + part.blobs };
}

/** A leg that was not answered has no more than its kind, why, and how long it took. */
function writeLeg(leg: Leg | null, words: Float64Array, at: number): void {
  const place = inLeg.number;
  if (leg?.kind !== 'answered') {
    words.fill(0, at, at + legNumberCount);
    words[at + place.kind] = leg === null ? noLeg : kinds.indexOf(leg.kind);
    words[at + place.reason] = leg === null ? 0 : reasonOf(leg);
    words[at + place.totalMs] = leg?.kind === 'failed' ? leg.totalMs : 0;
    return;
  }
  words[at + place.kind] = kinds.indexOf(leg.kind);
  words[at + place.reason] = 0;
  words[at + place.firstByteMs] = leg.firstByteMs;
  words[at + place.totalMs] = leg.totalMs;
  words[at + place.firstPayloadMs] = leg.firstPayloadMs ?? Number.NaN;
  words[at + place.largestGapMs] = leg.largestGapMs ?? Number.NaN;
  words[at + place.askedAtMs] = leg.askedAtMs;
  words[at + place.answeredAtMs] = leg.answeredAtMs;
  words[at + place.slackTotalMs] = leg.slack?.totalMs ?? 0;
  words[at + place.slackFirstMs] = leg.slack?.firstMs ?? 0;
  words[at + place.slackGapMs] = leg.slack?.gapMs ?? 0;
}

/** Its place among the reasons of its kind. */
function reasonOf(leg: Exclude<Leg, { kind: 'answered' }>): number {
  return leg.kind === 'failed'
    ? legFailures.indexOf(leg.failure)
    : leftOutReasons.indexOf(leg.reason);
}

function buildLeg(
  words: Float64Array,
  row: number,
  blobs: readonly Uint8Array[],
  start: Start,
): Leg | null {
  const number = row + start.number;
  const blob = start.blob;
  const at = inLeg.number;
  const kindNumber = words[number + at.kind] ?? noLeg;
  if (kindNumber === noLeg) return null;
  const kind = kinds[kindNumber] ?? 'unsent';
  const reason = words[number + at.reason] ?? 0;
  const totalMs = words[number + at.totalMs] ?? 0;
  switch (kind) {
    case 'answered':
      return {
        kind,
        response: {
          head: blobs[blob + inLeg.blob.head] ?? noBytes,
          body: blobs[blob + inLeg.blob.body] ?? noBytes,
        },
        firstByteMs: words[number + at.firstByteMs] ?? 0,
        totalMs,
        firstPayloadMs: nullIfNaN(words[number + at.firstPayloadMs] ?? 0),
        largestGapMs: nullIfNaN(words[number + at.largestGapMs] ?? 0),
        askedAtMs: words[number + at.askedAtMs] ?? 0,
        answeredAtMs: words[number + at.answeredAtMs] ?? 0,
        slack: slackIn(words, number + at.slackTotalMs),
      };
    case 'failed':
      return { kind, failure: legFailures[reason] ?? 'invalid', totalMs };
    case 'unsent':
      return { kind, reason: leftOutReasons[reason] ?? 'unmirrorable' };
  }
}

function identitiesBlob(identities: PairIdentities): Uint8Array {
  return identities === noIdentities ? noBytes : Buffer.from(JSON.stringify(identities));
}

function buildIdentities(blob: Uint8Array = noBytes): PairIdentities {
  return blob.byteLength === 0 ? noIdentities : (jsonIn(blob) as PairIdentities);
}

/** @param at where the numbers of the pair itself begin */
function buildPathIdentities(words: Float64Array, at: number): PathIdentities {
  const ids = words[at + inPair.number.pathIds] ?? 0;
  const slugs = words[at + inPair.number.pathSlugs] ?? 0;
  return ids === 0 && slugs === 0 ? noPathIdentities : { ids, slugs };
}

function buildExcuses(blob: Uint8Array = noBytes): PairExcuses {
  return blob.byteLength === 0 ? noExcuses : (jsonIn(blob) as PairExcuses);
}

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}

function jsonIn({ buffer, byteOffset, byteLength }: Uint8Array): unknown {
  return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString('utf8'));
}

function nullIfNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
