import fc from 'fast-check';
import type { CapturedMessage, Exchange } from '../../src/vocabulary/exchange.ts';
import { leftOutReasons } from '../../src/vocabulary/shed.ts';
import type { TimeSlack } from '../../src/vocabulary/time-slack.ts';

export const count = fc.nat(2 ** 48);
export const milliseconds = fc.double({ min: 0, max: 1e12, noNaN: true });

export const message: fc.Arbitrary<CapturedMessage> = fc.record({
  head: fc.uint8Array({ maxLength: 50 }),
  body: fc.uint8Array({ maxLength: 50 }),
});

const withTrailers: fc.Arbitrary<CapturedMessage> = fc.record({
  head: fc.uint8Array({ maxLength: 50 }),
  body: fc.uint8Array({ maxLength: 50 }),
  trailers: fc.uint8Array({ minLength: 1, maxLength: 50 }),
});

export const slack: fc.Arbitrary<TimeSlack> = fc.record({
  totalMs: milliseconds,
  firstMs: milliseconds,
  gapMs: milliseconds,
});

export const exchange: fc.Arbitrary<Exchange> = fc.record({
  sequence: count,
  connection: count,
  revision: fc.nat(),
  tenure: fc.nat(),
  wallClockMs: milliseconds,
  startedAt: milliseconds,
  sentAt: milliseconds,
  firstByteAt: milliseconds,
  endedAt: milliseconds,
  firstPayloadAt: milliseconds,
  largestGapMs: milliseconds,
  slack,
  paused: fc.boolean(),
  leftOut: fc.constantFrom(null, ...leftOutReasons),
  requestWhole: fc.boolean(),
  openWrites: fc.array(count, { maxLength: 3 }),
  request: fc.oneof(message, withTrailers),
  response: message,
});
