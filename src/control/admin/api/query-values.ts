import { z } from 'zod';

/** The parameters that several operations take. Each message follows the name of the parameter. */

export const epochName = z.string().describe('of this epoch');

export const routeName = z.string('is required').describe('of this route, as /api/routes names it');

export const fieldName = z
  .string('is required')
  .describe(
    'that differ in this field, as in `body changed $.id` or `body changed $.id (uuid → text)`',
  );

/** `limit`: digits only, so `1e2` and `0x10` are faults. */
export function limitParameter({ unlessGiven, max }: { unlessGiven: number; max: number }) {
  const message = `is a whole number from 1 to ${max}`;
  return z
    .string()
    .regex(/^[1-9]\d{0,8}$/, message)
    .transform(Number)
    .pipe(z.int(message).min(1).max(max, message))
    .default(unlessGiven)
    .describe('how many at most');
}

/** A parameter with a fixed list of values. */
export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(
    values,
    values.length === 2 ? `is ${values.join(' or ')}` : `is one of ${values.join(', ')}`,
  );
}
