import { z } from 'zod';
import { criterionNames } from '../../../vocabulary/verdict.ts';
import { count } from './answer-values.ts';

const epochFacts = {
  key: z.string(),
  version: z.string(),
  startedAtMs: z.number(),
  startedBecause: z.enum(['first', 'version', 'reset', 'candidate', 'rules']),
  mayBeReplacedAtMs: z.number().nullable(),
  candidate: z
    .string()
    .nullable()
    .describe('the url of the candidate; null if an earlier version did not save it'),
  partOf: z
    .strictObject({ epoch: z.string(), untilMs: z.number() })
    .nullable()
    .describe(
      'for a part of an epoch that was compared under other rules: the epoch, and until when',
    ),
  current: z.boolean(),
};

export const epoch = z.strictObject(epochFacts);

const verdictWord = z.enum(['pass', 'fail', 'inconclusive']);

export const gate = z.strictObject({
  verdict: verdictWord,
  evaluatedAtMs: z.number(),
  epoch,
  reasons: z.array(z.string()),
  criteria: z.array(
    z.strictObject({
      criterion: z.enum(criterionNames),
      area: z.string().nullable(),
      result: verdictWord,
      n: count.nullable(),
      k: count.nullable(),
      interval: z
        .strictObject({ lower: z.number(), estimate: z.number(), upper: z.number() })
        .nullable(),
      budget: z.number().nullable(),
      needed: z
        .strictObject({ exchanges: z.number().nullable(), waitMs: z.number().nullable() })
        .nullable(),
      reason: z.string(),
    }),
  ),
  notJudged: z
    .array(z.strictObject({ criterion: z.enum(criterionNames), reason: z.string() }))
    .describe('criteria that a replay does not judge; empty for live traffic'),
  counts: z
    .array(
      z.strictObject({
        area: z.string(),
        name: z.string(),
        exchanges: count.describe('in which both answers were read'),
        primary: z.number(),
        candidate: z.number(),
        tolerance: z.number().describe('the share by which the totals may differ'),
      }),
    )
    .describe('what the answers of an area add up to, by gate.areas.*.counts'),
  hold: z.strictObject({ who: z.string(), reason: z.string(), sinceMs: z.number() }).nullable(),
  accepted: z.array(
    z.strictObject({
      route: z.string(),
      field: z.string(),
      who: z.string(),
      reason: z.string(),
      expiresAtMs: z.number(),
    }),
  ),
  findings: z
    .array(
      z.strictObject({
        area: z.string(),
        route: z.string(),
        field: z.string(),
        exchanges: count,
        lastSeenMs: z.number().nullable(),
        page: z.string().describe('where it is shown'),
      }),
    )
    .describe('differences that are open, the most frequent first'),
  apart: z
    .strictObject({
      routeCount: count,
      routes: z.array(z.string()).describe('their names, 100 at most'),
      exchanges: count,
      mismatches: count,
      untilMs: z.number(),
      sinceMs: z
        .number()
        .nullable()
        .describe(
          'since when the present rules count on these routes; null before the first exchange',
        ),
      epochs: z.array(z.string()).describe('keys of its parts, for /api/gate?epoch='),
      text: z.string(),
    })
    .nullable()
    .describe('evidence that was compared under other rules; it is judged separately'),
  document: z
    .strictObject({ operations: count, neverAsked: count, undocumented: count })
    .nullable()
    .describe(
      'the number of operations in the OpenAPI document, of those that were never requested, and of requested ' +
        'routes that it does not have; no criterion depends on it. Null without a document, and for an ' +
        'epoch that is over',
    ),
});

const documented = z.strictObject({
  route: z.string(),
  operationId: z.string().nullable(),
  area: z.string().nullable(),
});

export const document = z
  .strictObject({
    name: z.string().describe('the file'),
    operations: count,
    neverAsked: z.array(documented),
    undocumented: z.array(
      z.strictObject({ route: z.string(), area: z.string(), exchanges: count }),
    ),
  })
  .nullable()
  .describe('null if the config names no OpenAPI document');

export const operatorRecord = z.looseObject({
  action: z.enum(['hold', 'release', 'reset', 'accept', 'withdraw']),
  atMs: z.number(),
  who: z.string(),
  reason: z.string(),
});
