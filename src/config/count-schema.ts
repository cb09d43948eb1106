import { z } from 'zod';
import { readingName } from '../vocabulary/reading.ts';
import { asFault } from './as-fault.ts';
import { jsonPathFault } from './json-path.ts';

/** The most counts of an area; the readings of an exchange also include Server-Timing. */
const countsMax = 8;

/** One number that is read in the bodies of both answers and added up over the epoch. */
const count = z.strictObject({
  name: z
    .string()
    .regex(readingName, 'a name is at most 40 letters, digits, dots, underscores and hyphens')
    .describe('its name on pages and in metrics'),
  of: z
    .string()
    .superRefine(asFault(jsonPathFault))
    .describe('an RFC 9535 JSONPath into JSON answers, such as $.items[*].cost')
    .meta({ placeholder: 'JSONPATH' }),
  function: z
    .enum(['sum', 'count'])
    .describe(
      'sum: adds up the numbers there; count: counts the values, or the elements of an array',
    ),
  routes: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('the routes, as METHOD /path/{name}; all routes of the area if left out'),
  tolerance: z
    .number()
    .min(0)
    .lt(1)
    .default(0.001)
    .describe('the share by which the two totals may differ'),
});

/** `gate.areas.*.counts`. */
export const areaCounts = z
  .array(count)
  .max(countsMax)
  .refine((counts) => new Set(counts.map(({ name }) => name)).size === counts.length, {
    message: 'each count of an area needs a name of its own',
  })
  .default([])
  .describe('totals over the answers of each deployment, such as keys created or costs');

/** One count, as written in the config. */
export type CountSettings = z.output<typeof count>;
