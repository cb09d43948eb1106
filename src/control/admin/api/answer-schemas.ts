import { z } from 'zod';
import { outcomes } from '../../../vocabulary/comparison.ts';
import { aspects, differenceKinds, natures } from '../../../vocabulary/difference.ts';
import { lineMarks } from '../../../vocabulary/specimen.ts';
import { criterionNames } from '../../../vocabulary/verdict.ts';

/** What the endpoints answer. The tests hold them to it, and the OpenAPI document is made of it. */

const time = z.iso.datetime().describe('wall clock');
const count = z.int().min(0);
const milliseconds = z.number().min(0);
const millisecondsOrNull = z.number().min(0).nullable();
const shownText = z.string().describe('redacted');

const answer = z.strictObject({
  status: z.int(),
  firstByteMs: millisecondsOrNull,
  totalMs: millisecondsOrNull,
  bodyBytes: count,
  stream: z
    .strictObject({ firstEventMs: millisecondsOrNull, largestGapMs: millisecondsOrNull })
    .nullable()
    .describe('null for what is no event stream'),
  slack: z
    .strictObject({ totalMs: milliseconds, firstMs: milliseconds, gapMs: milliseconds })
    .optional()
    .describe(
      'by how much shorter each time may have been: to the last byte, to the first event, of the gap',
    ),
});

const difference = z.strictObject({
  aspect: z.enum(aspects),
  kind: z.enum(differenceKinds),
  path: z.string().describe('concrete: $.items[3].cost'),
  template: z.string().describe('for counting: $.items[*].cost'),
  primary: shownText.nullable(),
  candidate: shownText.nullable(),
  shape: z
    .string()
    .nullable()
    .describe('what the values look like, uuid → text; null where both look the same'),
  distance: z
    .number()
    .min(0)
    .nullable()
    .describe('between two numbers in their unit, between two times in milliseconds'),
  nature: z
    .enum(natures)
    .nullable()
    .describe('what kind of value both are, where both look the same and that explains noise'),
});

export const comparison = z.strictObject({
  id: z.string(),
  time,
  reason: z.string().nullable(),
  candidateVersion: z.string().nullable(),
  cascadeOf: z.string().nullable().describe('the exchange that explains this one'),
  hint: z
    .string()
    .nullable()
    .describe('an earlier exchange that a mismatch may follow from; it excuses nothing'),
  addsErrors: z
    .boolean()
    .describe(
      "only the candidate's GraphQL answer has errors, under a 2xx: they count as its error",
    ),
  route: z.string(),
  area: z.string(),
  outcome: z.enum(outcomes),
  primary: answer,
  candidate: answer.nullable(),
  differences: z.array(difference),
  truncated: z.boolean(),
  secondary: z
    .strictObject({
      answer: answer.nullable(),
      differences: z.array(difference),
      truncated: z.boolean(),
    })
    .nullable(),
  translated: z.array(z.strictObject({ place: z.string(), label: z.string() })),
  kept: z.boolean().describe('its messages may be had at /api/exchanges/{id}'),
});

export const replayed = comparison.pick({
  outcome: true,
  reason: true,
  primary: true,
  candidate: true,
  differences: true,
  truncated: true,
});

const fields = z.array(z.tuple([z.string(), z.string()]));
const body = z.strictObject({
  kind: z.enum(['json', 'text', 'binary', 'unread', 'empty']),
  text: shownText,
  bytes: count,
  cut: z.boolean(),
});
const response = z.strictObject({ status: z.int(), fields, body });

export const exchange = comparison.extend({
  epoch: z.string(),
  specimen: z
    .strictObject({
      request: z.strictObject({ method: z.string(), target: z.string(), fields, body }),
      primary: response,
      candidate: response.nullable(),
      times: z.strictObject({
        sentMs: millisecondsOrNull,
        firstByteMs: millisecondsOrNull,
        endedMs: millisecondsOrNull,
      }),
      identities: z
        .array(z.strictObject({ primary: shownText, candidate: shownText, label: z.string() }))
        .describe('what stands for the same thing in both answers, but for secrets'),
      alignment: z
        .strictObject({
          stretches: z.array(z.tuple([z.int(), z.int(), count, z.enum(lineMarks).nullable()])),
          cut: z.boolean(),
        })
        .nullable()
        .describe(
          'how the lines of the two bodies were paired (JSON has a line for each scalar and bracket): ' +
            "primary's first line, the candidate's first line (-1 for none), the number of lines, and the mark",
        ),
    })
    .nullable(),
});

export const keptExchange = z.strictObject({
  id: z.string(),
  time,
  epoch: z.string(),
  area: z.string(),
  route: z.string(),
  outcome: z.enum(outcomes),
});

export const field = z.strictObject({
  epoch: z.string(),
  route: z.string(),
  field: z.string(),
  firstSeen: time,
  lastSeen: time,
  kept: count,
  alone: count.describe('of these, how many differ in nothing else'),
  values: z.array(
    z.strictObject({
      primary: shownText.nullable(),
      candidate: shownText.nullable(),
      exchanges: count,
    }),
  ),
});

const quantiles = z.strictObject({
  count,
  p50Ms: millisecondsOrNull,
  p95Ms: millisecondsOrNull,
  p99Ms: millisecondsOrNull,
});
const flow = z.strictObject({ firstEvent: quantiles, largestGap: quantiles });

const byReason = z.record(z.string(), count);

export const route = z.strictObject({
  route: z.string(),
  area: z.string(),
  operationId: z.string().nullable().describe('the operationId in the OpenAPI document, or null'),
  exchanges: count,
  outcomes: z.strictObject({
    match: count,
    mismatch: count,
    noise: count,
    candidateError: count,
    primaryError: count,
    skipped: count,
    cascade: count,
    racy: count,
  }),
  compared: count.describe('exchanges that the candidate was held to'),
  mismatched: count.describe('of those, mismatches, those without a whole answer included'),
  notCompared: z
    .strictObject({ excused: byReason, lost: byReason, leftOut: byReason })
    .describe('exchanges that are no evidence, by reason'),
  mismatches: z.record(z.enum(aspects), count),
  fields: z.array(z.looseObject({ exchanges: count, template: z.string() })),
  latency: z.strictObject({ primary: quantiles, candidate: quantiles, secondary: quantiles }),
  streams: z
    .strictObject({ primary: flow, candidate: flow })
    .nullable()
    .describe('null where there were no event streams'),
});

export const rule = z.strictObject({
  rule: z.string(),
  route: z.string().nullable(),
  text: z.string(),
  uses: count,
  firstUsed: time.nullable(),
  lastUsed: time.nullable(),
  dead: z.boolean(),
});

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

export const setting = z.strictObject({
  path: z.string(),
  value: z.string(),
  origin: z.string().describe('default, a flag, or a line of the file'),
});

const needRestart = z.array(z.string()).describe('keys that have changed and need a restart');

export const reloaded = z.strictObject({
  revision: z
    .int()
    .describe('the revision of the config in force: 1 at the start, and 1 more for each reload'),
  sinceMs: z.number(),
  needRestart,
});

const jsonType = z.enum(['number', 'string']);

export const health = z
  .strictObject({
    live: z.enum(['starting', 'serving', 'draining']),
    shed: z.record(z.string(), count),
    opaque: z.record(z.string(), count),
    turnedAway: z
      .record(z.string(), count)
      .describe('connections that Parallax closed and requests that it answered itself, by reason'),
    ownLimits: z
      .record(z.string(), count)
      .describe(
        'connections that failed because Parallax had no descriptor, port or memory left, by peer',
      ),
    answers: z.record(z.string(), count).describe("primary's answers to clients, by status class"),
    connectFaults: z.record(z.string(), count).describe('failed connections to primary, by reason'),
    outages: z
      .array(
        z.strictObject({
          deployment: z.enum(['primary', 'candidate', 'secondary']),
          url: z.string(),
          fault: z.string(),
          sinceMs: z.number(),
        }),
      )
      .describe('deployments to which the last attempt to connect failed'),
    idTypeChanges: z
      .array(z.strictObject({ of: z.string(), primary: jsonType, candidate: jsonType }))
      .describe(
        'ids that the deployments write as different JSON types, once for each kind of things',
      ),
    restarts: z.record(z.string(), count),
    cpuSeconds: z.record(z.string(), z.number()),
    gauges: z.record(z.string(), z.number()),
    config: reloaded
      .extend({
        lastReload: z
          .strictObject({
            atMs: z.number(),
            because: z.enum(['signal', 'file', 'api']),
            faults: z
              .array(z.string())
              .describe('faults of the new config, if the previous one stays in force'),
          })
          .nullable(),
      })
      .describe('the config in force'),
    replays: z
      .record(z.string(), count)
      .describe('replays by result; they are neither traffic nor evidence'),
  })
  .nullable();

export const fault = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
});
