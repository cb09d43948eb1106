import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, type Comparison, outcomes } from '../../src/vocabulary/comparison.ts';
import { comparisonShape } from '../../src/vocabulary/comparison-shape.ts';
import {
  aspects,
  type Difference,
  differenceKinds,
  natures,
} from '../../src/vocabulary/difference.ts';
import { exchangeShape } from '../../src/vocabulary/exchange-shape.ts';
import { Batch, packable, unpackBatch } from '../../src/vocabulary/packed-batch.ts';
import type { RecordShape } from '../../src/vocabulary/record-shape.ts';
import { markKinds, noExcuses, type PairExcuses } from '../../src/vocabulary/excuses.ts';
import { noIdentities, type PairIdentities } from '../../src/vocabulary/identities.ts';
import { type Leg, legFailures, type Pair } from '../../src/vocabulary/pair.ts';
import { pairShape } from '../../src/vocabulary/pair-shape.ts';
import { type Reading, readingKinds } from '../../src/vocabulary/reading.ts';
import { leftOutReasons } from '../../src/vocabulary/shed.ts';
import { lineMarks, type Specimen, type SpecimenBody } from '../../src/vocabulary/specimen.ts';
import { count, exchange, message, milliseconds, slack } from './any-exchange.ts';

/** A record after it was packed as the second one of a batch, so that it does not begin at the start. */
function roundTrip<T>(shape: RecordShape<T>, record: T): T {
  const packed = packable(shape, record);
  const batch = new Batch(new ArrayBuffer(2 * packed.packedBytes));
  batch.append(packed);
  batch.append(packed);
  const read: T[] = [];
  unpackBatch(shape, batch.buffer, batch.records, (record) => read.push(record));
  return read[1]!;
}

const text = fc.string({ unit: 'binary', maxLength: 20 });

const leg: fc.Arbitrary<Leg> = fc.oneof(
  fc.record({
    kind: fc.constant('answered' as const),
    response: message,
    firstPayloadMs: fc.option(milliseconds),
    largestGapMs: fc.option(milliseconds),
    askedAtMs: milliseconds,
    answeredAtMs: milliseconds,
    firstByteMs: milliseconds,
    totalMs: milliseconds,
    slack,
  }),
  fc.record({
    kind: fc.constant('failed' as const),
    failure: fc.constantFrom(...legFailures),
    totalMs: milliseconds,
  }),
  fc.record({
    kind: fc.constant('unsent' as const),
    reason: fc.constantFrom(...leftOutReasons),
  }),
);

const label = text;

const identities: fc.Arbitrary<PairIdentities> = fc.record({
  known: fc.array(fc.record({ primary: text, candidate: text, label }), { maxLength: 3 }),
  translated: fc.array(fc.record({ place: text, label }), { maxLength: 3 }),
});

const excuse = {
  because: fc.constantFrom('loss', 'sampling', 'route_off', 'route_rate', 'race'),
  cause: count,
} as const;
const path = fc.array(fc.oneof(text, fc.nat()), { maxLength: 3 });

const timed = fc.array(
  fc.record({
    primaryPath: path,
    candidatePath: path,
    startedAt: count,
    endedAt: count,
    sequence: count,
  }),
  { maxLength: 2 },
);

const excuses: fc.Arbitrary<PairExcuses> = fc.record({
  status: fc.option(fc.record(excuse)),
  things: fc.array(
    fc.record({
      ...excuse,
      kind: fc.constantFrom(...markKinds),
      primaryPath: fc.option(path),
      candidatePath: fc.option(path),
      states: fc.array(
        fc.dictionary(fc.string({ minLength: 1 }), count, { noNullPrototype: true }),
      ),
    }),
    { maxLength: 2 },
  ),
  made: timed,
  uncertain: fc.array(fc.record({ cause: count, kind: text, count, isOfPath: fc.boolean() }), {
    maxLength: 2,
  }),
  changed: timed,
  unseen: fc.constantFrom(null, 'unseen_session', 'unseen_thing'),
  hint: fc.option(count),
});

const pair: fc.Arbitrary<Pair> = fc.record({
  exchange,
  candidate: leg,
  secondary: fc.option(leg),
  identities: fc.oneof(fc.constant(noIdentities), identities),
  pathIdentities: fc.record({ ids: fc.nat(2 ** 24 - 1), slugs: fc.nat(2 ** 24 - 1) }),
  operation: fc.constantFrom('', 'GetUser', '(other)'),
  secondaryIdentities: fc.oneof(fc.constant(noIdentities), identities),
  excuses: fc.oneof(fc.constant(noExcuses), excuses),
});

const answer: fc.Arbitrary<Answer> = fc.record({
  status: fc.integer({ min: 100, max: 999 }),
  firstByteMs: fc.option(milliseconds),
  totalMs: fc.option(milliseconds),
  bodyBytes: count,
  stream: fc.option(
    fc.record({
      firstEventMs: fc.option(milliseconds),
      largestGapMs: fc.option(milliseconds),
    }),
  ),
  slack,
});

const difference: fc.Arbitrary<Difference> = fc.record({
  aspect: fc.constantFrom(...aspects),
  kind: fc.constantFrom(...differenceKinds),
  path: text,
  template: text,
  primary: fc.option(text),
  candidate: fc.option(text),
  shape: fc.option(text),
  distance: fc.option(fc.nat()),
  nature: fc.option(fc.constantFrom(...natures)),
});

const fields = fc.array(fc.tuple(text, text), { maxLength: 2 });

const body: fc.Arbitrary<SpecimenBody> = fc.record({
  kind: fc.constantFrom('json', 'text', 'binary', 'unread', 'empty'),
  text,
  bytes: count,
  cut: fc.boolean(),
});

const response = fc.record({ status: count, fields, body });

const stretch = fc.tuple(count, count, count, fc.option(fc.constantFrom(...lineMarks)));

const specimen: fc.Arbitrary<Specimen> = fc.record({
  request: fc.record({ method: text, target: text, fields, body }),
  primary: response,
  candidate: fc.option(response),
  times: fc.record({
    sentMs: fc.option(milliseconds),
    firstByteMs: fc.option(milliseconds),
    endedMs: fc.option(milliseconds),
  }),
  identities: fc.array(fc.record({ primary: text, candidate: text, label }), { maxLength: 3 }),
  alignment: fc.option(
    fc.record({ stretches: fc.array(stretch, { maxLength: 3 }), cut: fc.boolean() }),
  ),
});

const reading: fc.Arbitrary<Reading> = fc.record({
  kind: fc.constantFrom(...readingKinds),
  name: text,
  unit: fc.constantFrom('ms' as const, 'count' as const),
  primary: milliseconds,
  candidate: milliseconds,
  secondary: fc.option(milliseconds),
});

const comparison: fc.Arbitrary<Comparison> = fc.record({
  sequence: count,
  revision: fc.nat(),
  tenure: fc.nat(),
  wallClockMs: milliseconds,
  route: text,
  area: text,
  outcome: fc.constantFrom(...outcomes),
  reason: text,
  primary: answer,
  candidate: fc.option(answer),
  differences: fc.array(difference, { maxLength: 4 }),
  truncated: fc.boolean(),
  secondary: fc.option(
    fc.record({
      answer: fc.option(answer),
      differences: fc.array(difference, { maxLength: 2 }),
      truncated: fc.boolean(),
    }),
  ),
  candidateVersion: text,
  translated: fc.array(fc.record({ place: text, label }), { maxLength: 3 }),
  cascadeOf: fc.option(fc.integer({ min: 1, max: 2 ** 48 })),
  hint: fc.option(fc.integer({ min: 1, max: 2 ** 48 })),
  addsErrors: fc.boolean(),
  readings: fc.array(reading, { maxLength: 3 }),
  specimen: fc.option(specimen),
});

/** Each is generated often enough for every reason, failure and outcome to be among them. */
const runs = { seed: 11, numRuns: 500 };

describe('a record in a batch', () => {
  it('is the same after reading, for an exchange', () => {
    fc.assert(
      fc.property(exchange, (record) => {
        expect(roundTrip(exchangeShape, record)).toEqual(record);
      }),
      runs,
    );
  });

  it('is the same after reading, for a pair', () => {
    fc.assert(
      fc.property(pair, (record) => {
        expect(roundTrip(pairShape, record)).toEqual(record);
      }),
      runs,
    );
  });

  it('is the same after reading, for a comparison', () => {
    fc.assert(
      fc.property(comparison, (record) => {
        expect(roundTrip(comparisonShape, record)).toEqual(record);
      }),
      runs,
    );
  });
});
