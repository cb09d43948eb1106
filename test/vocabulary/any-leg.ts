import fc from 'fast-check';
import { type Leg, legFailures } from '../../src/vocabulary/pair.ts';
import { message, milliseconds, slack } from './any-exchange.ts';

/** A leg of a request that was sent. */
export const sentLeg: fc.Arbitrary<Leg> = fc.oneof(
  fc.record({
    kind: fc.constant('answered' as const),
    response: message,
    firstByteMs: milliseconds,
    totalMs: milliseconds,
    firstPayloadMs: fc.option(milliseconds),
    largestGapMs: fc.option(milliseconds),
    slack,
    askedAtMs: milliseconds,
    answeredAtMs: milliseconds,
  }),
  fc.record({
    kind: fc.constant('failed' as const),
    failure: fc.constantFrom(...legFailures),
    totalMs: milliseconds,
  }),
);
