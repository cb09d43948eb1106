import { z } from 'zod';
import { ParallaxError } from '../../vocabulary/errors.ts';
import { aspects, differenceKinds } from '../../vocabulary/difference.ts';
import type { OperatorRecord } from '../operator-record.ts';

const signed = { atMs: z.number(), who: z.string(), why: z.string() };
const named = {
  route: z.string(),
  aspect: z.enum(aspects),
  kind: z.enum(differenceKinds),
  template: z.string(),
  // A record of an earlier version has none.
  shape: z.string().nullable().exactOptional(),
};

const operatorRecord: z.ZodType<OperatorRecord> = z.discriminatedUnion('action', [
  z.strictObject({ ...signed, action: z.enum(['hold', 'release']) }),
  z.strictObject({ ...signed, action: z.literal('reset'), epoch: z.string() }),
  z.strictObject({
    ...signed,
    ...named,
    action: z.literal('accept'),
    expiresAtMs: z.number(),
    steadyMs: z.number().exactOptional(),
  }),
  z.strictObject({ ...signed, ...named, action: z.literal('withdraw') }),
]);

/** Reads a record that was written as JSON. @throws ParallaxError `store_corrupt` */
export function readOperatorRecord(text: string): OperatorRecord {
  try {
    const written: unknown = JSON.parse(text);
    operatorRecord.parse(written);
    // As it was written, and not as it was parsed: with its members in the same order.
    return written as OperatorRecord;
  } catch (cause) {
    throw new ParallaxError('store_corrupt', 'a saved operator record is not valid', {
      cause,
    });
  }
}
