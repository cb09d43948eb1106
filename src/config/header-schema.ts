import { z } from 'zod';
import { asFault } from './as-fault.ts';
import { headerPatternFault } from './header-pattern.ts';
import { valuePatternFault } from './pattern.ts';
import { withShorthand } from './with-shorthand.ts';

/** Headers that describe the content, or what the client may do with it. */
const defaultComparedHeaders = [
  'content-type',
  'content-encoding',
  'content-language',
  'content-disposition',
  'content-range',
  'location',
  'allow',
  'retry-after',
  'www-authenticate',
  'cache-control',
  'vary',
  'last-modified',
  'link',
  'x-total-count',
  'set-cookie',
  'access-control-*',
  'strict-transport-security',
  'ratelimit*',
  'x-ratelimit-*',
  'x-rate-limit-*',
];

/** A pattern for whole values, in RE2 syntax. */
export const valuePattern = z.string().superRefine(asFault(valuePatternFault));

/** `*` stands for any characters. */
const headerName = z
  .string()
  .toLowerCase()
  .superRefine(asFault(headerPatternFault))
  .meta({ placeholder: 'HEADER' });
const headerNames = z.array(headerName);

const addedHeaders = headerNames
  .default([])
  .describe('response headers that are compared as well; * stands for any characters');

const removedHeaders = headerNames
  .default([])
  .describe('response headers to remove from the list; * stands for any characters');

const ignoredHeaders = z
  .array(
    withShorthand(
      'name',
      z.strictObject({
        name: headerName.describe('* stands for any characters, as in x-debug-*'),
        pattern: valuePattern
          .optional()
          .describe('RE2 syntax; then only two values that both match it do not count'),
      }),
    ),
  )
  .default([])
  .describe('response headers that are not compared, whatever the list of compared ones says');

const headersInAnyCase = headerNames
  .default([])
  .describe('of the compared headers, those whose values are equal whatever their letter case');

/** The keys that are permitted both at the top and in a route. */
const lists = {
  add: addedHeaders,
  remove: removedHeaders,
  ignore: ignoredHeaders,
  ignoreCase: headersInAnyCase,
};

/** `compare.headers`. */
export const comparedHeaders = withShorthand(
  'compare',
  z.strictObject({
    compare: headerNames
      .default(defaultComparedHeaders)
      .describe(
        'response headers that are compared; x-* is all that begin with x-; all others are ignored',
      ),
    ...lists,
  }),
).prefault({});

/** `compare.headers` of a route. */
export const routeComparedHeaders = withShorthand(
  'compare',
  z.strictObject({
    compare: headerNames
      .optional()
      .describe('the response headers that are compared on this route, in place of the others'),
    ...lists,
  }),
).prefault({});
