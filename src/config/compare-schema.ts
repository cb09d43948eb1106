import { z } from 'zod';
import { asFault } from './as-fault.ts';
import { comparedHeaders, routeComparedHeaders, valuePattern } from './header-schema.ts';
import { jsonPathFault, valuelessPathFault } from './json-path.ts';
import { withShorthand } from './with-shorthand.ts';

/** RFC 9535. */
const path = z.string().superRefine(asFault(jsonPathFault)).meta({ placeholder: 'JSONPATH' });

const ignore = withShorthand(
  'path',
  z.strictObject({
    path: path.describe('differences there and below do not count'),
    pattern: valuePattern
      .optional()
      .describe('RE2 syntax; then only two strings or numbers that both match it do not count'),
  }),
);

const by = z.strictObject({
  path: path.describe('arrays of objects'),
  key: z
    .string()
    .describe('the member that identifies an element, such as `id`; the order still counts'),
});

const tolerance = z
  .strictObject({
    path: path.describe('numbers or timestamps that may differ by the given amount'),
    absolute: z.number().nonnegative().optional().describe('numbers: by at most this'),
    relative: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('numbers: by at most this share of the larger one; 0.01 is one per cent'),
    decimals: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .describe('numbers: equal when rounded to this many decimals'),
    durationMs: z
      .number()
      .nonnegative()
      .optional()
      .describe('timestamps such as 2024-05-01T12:00:00Z: by at most this many milliseconds'),
    numericStrings: z
      .boolean()
      .default(false)
      .describe('also for two strings that are numbers, such as "1.50" and "1.5"'),
  })
  .refine(
    ({ absolute, relative, decimals, durationMs }) =>
      [absolute, relative, decimals, durationMs].some((one) => one !== undefined),
    'say by how much: write absolute, relative, decimals or durationMs',
  );

const equate = z
  .strictObject({
    path: path.describe('where these values are equal'),
    values: z.array(z.json()).min(1, 'write at least one value').describe('JSON values'),
    missing: z.boolean().default(false).describe('an absent member is equal to these values'),
  })
  .refine(
    ({ values, missing }) => values.length > 1 || missing,
    'write at least two values, or one value and missing: true',
  );

const transform = z
  .strictObject({
    path: path.describe('values that are rewritten on both sides before they are compared'),
    as: z
      .enum(['lowercase', 'trim', 'sort-csv', 'number', 'time', 'json'])
      .describe(
        'sort-csv: the parts between commas, trimmed and sorted; number: "10.50" is 10.5, exactly; ' +
          'time: every spelling of a moment is the same; json: text that holds an object or array is parsed',
      ),
    zone: z
      .string()
      .regex(/^(?:UTC|[+-]\d{2}:\d{2})$/, 'write UTC, or an offset such as +02:00')
      .optional()
      .describe('with as: time, the zone of times that have none'),
    epoch: z
      .enum(['seconds', 'milliseconds', 'either'])
      .optional()
      .describe('with as: time, the unit of numbers; either: from 100000000000 on milliseconds'),
  })
  .refine(({ as, zone, epoch }) => as === 'time' || (zone === undefined && epoch === undefined), {
    message: 'zone and epoch say what a time means: write as: time, or leave them out',
    path: ['as'],
  })
  .superRefine(({ as, path }, context) => {
    const message = as === 'json' ? valuelessPathFault(path) : null;
    if (message !== null) context.addIssue({ code: 'custom', path: ['path'], message });
  });

const memberName = z.string().min(1).meta({ placeholder: 'NAME' });

const rename = z
  .strictObject({
    path: z
      .string()
      .superRefine(asFault((text) => jsonPathFault(text) ?? valuelessPathFault(text)))
      .meta({ placeholder: 'JSONPATH' })
      .optional()
      .describe('the objects that have the member; when left out, all objects'),
    from: memberName.describe("primary's name of the member"),
    to: memberName.describe("the candidate's name of the member"),
  })
  .refine(({ from, to }) => from !== to, 'from and to are the same: write two names');

const acceptable = 'write a status from 200 to 499: a 5xx is a failure, which no rule accepts';
const status = z.int().min(200, acceptable).max(499, acceptable);

const acceptedStatus = z
  .strictObject({
    primary: status.describe('the status that primary answers'),
    candidate: status.describe('the status that the candidate may answer; the rest is compared'),
  })
  .refine(
    ({ primary, candidate }) => primary !== candidate,
    'primary and candidate are the same: write two statuses',
  );

/** The keys that are permitted both at the top and in a route. */
const rules = {
  ignore: z
    .array(ignore)
    .default([])
    .describe('RFC 9535 JSONPaths into JSON bodies; differences there do not count'),
  unordered: z
    .array(path)
    .default([])
    .describe('RFC 9535 JSONPaths to arrays whose order does not matter'),
  by: z.array(by).default([]).describe('arrays whose elements are identified by a member'),
  tolerance: z
    .array(tolerance)
    .default([])
    .describe('numbers and timestamps that may differ a little'),
  equate: z.array(equate).default([]).describe('values that count as equal, such as null and ""'),
  transform: z.array(transform).default([]).describe('values compared in another form'),
  rename: z.array(rename).default([]).describe('members that have another name in the candidate'),
  status: z
    .array(acceptedStatus)
    .default([])
    .describe('other statuses that the candidate may answer'),
};

const lexical = z
  .boolean()
  .describe('numbers in JSON bodies differ if they are written differently, such as 1.10 and 1.1');

const clocks = z
  .enum(['own', 'exact'])
  .describe(
    'own: times that the deployments write while they answer count by their own clocks; exact: times are compared as written',
  );

export const compare = z.strictObject({
  headers: comparedHeaders,
  lexical: lexical.default(false),
  clocks: clocks.default('own'),
  ...rules,
});

/** Rules of a route apply in addition to those of `compare`. */
export const routeCompare = z.strictObject({
  headers: routeComparedHeaders,
  lexical: lexical.optional(),
  clocks: clocks.optional(),
  ...rules,
});

export type ClocksConfig = z.output<typeof clocks>;
export type CompareConfig = z.output<typeof compare>;
export type RouteCompareConfig = z.output<typeof routeCompare>;
