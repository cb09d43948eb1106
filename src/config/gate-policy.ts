import { z } from 'zod';
import { asFault } from './as-fault.ts';
import { areaCounts } from './count-schema.ts';
import { outOfScopeFault } from './out-of-scope.ts';
import { gateQueries, resourceBudgets } from './watch-schema.ts';

const rate = z.number().gt(0).lt(1);

const tail = z.strictObject({
  factor: z
    .number()
    .min(1)
    .describe('how many times as long an exchange must take to be much slower'),
  extraMs: z.number().min(0).describe('and the milliseconds on top'),
  share: rate.describe(
    'by how much the share of exchanges in which only the candidate is much slower may be above that ' +
      'in which only the reference is',
  ),
});

const latency = z.strictObject({
  delta: z.number().min(0).describe('the share by which an exchange may be slower'),
  epsilonMs: z.number().min(0).describe('and the milliseconds it may be slower on top'),
  share: rate.describe(
    'the share of exchanges that may be slower than that; at 0.5 it is the median that is gated, ' +
      'and below it jitter alone can fail a candidate',
  ),
  tail: tail.partial().describe('what counts as much slower, and how often that may be'),
  measuredShareMin: z
    .number()
    .min(0)
    .max(1)
    .describe('the share of the answered exchanges of which both times must be known'),
});

const serverTiming = z.strictObject({
  factor: z
    .number()
    .min(1)
    .describe('more than so many times what the reference needs counts as more'),
  extra: z.number().min(0).describe('and so many on top'),
  share: rate.describe(
    'by how much the share of exchanges in which only the candidate needs more may be above that in ' +
      'which only the reference does',
  ),
});

const criteria = z.strictObject({
  mismatchBudget: rate.describe('the share of exchanges that may be mismatches'),
  errorBudget: rate.describe(
    'by how much the share of errors (5xx, errors of GraphQL, or no whole answer) may be above primary',
  ),
  latency,
  serverTiming: serverTiming.describe(
    'counts in Server-Timing, such as queries; its durations are held to the margin of latency',
  ),
  requiredRoutes: z
    .array(z.string().min(1))
    .optional()
    .describe(
      'routes that must have been compared, as METHOD /path/{name}; all that are configured for ' +
        'the area, when left out',
    ),
  routeExchangesMin: z.int().min(1).describe('how often each of them must have been compared'),
  coverageFloor: z
    .number()
    .min(0)
    .max(1)
    .describe('the share of the exchanges meant to be compared that must have been'),
  excusedShareMax: z
    .number()
    .min(0)
    .max(1)
    .describe('the share of the exchanges compared or excused that may be excused'),
  soakHours: z.number().min(0).describe('how long traffic must have been watched'),
  noise: z
    .boolean()
    .optional()
    .describe(
      'whether differences that primary shows against itself are left out; so wherever there is ' +
        'a secondary, when left out',
    ),
});

/** A canary of a day, judged as strictly as a few thousand exchanges allow. */
const defaults = criteria.extend({
  mismatchBudget: criteria.shape.mismatchBudget.default(0.001),
  errorBudget: criteria.shape.errorBudget.default(0.001),
  latency: z
    .strictObject({
      delta: latency.shape.delta.default(0.02),
      epsilonMs: latency.shape.epsilonMs.default(1),
      share: latency.shape.share.default(0.5),
      tail: z
        .strictObject({
          factor: tail.shape.factor.default(2),
          extraMs: tail.shape.extraMs.default(50),
          share: tail.shape.share.default(0.005),
        })
        .prefault({}),
      measuredShareMin: latency.shape.measuredShareMin.default(0.5),
    })
    .prefault({}),
  serverTiming: z
    .strictObject({
      factor: serverTiming.shape.factor.default(1.5),
      extra: serverTiming.shape.extra.default(1),
      share: serverTiming.shape.share.default(0.05),
    })
    .prefault({}),
  routeExchangesMin: criteria.shape.routeExchangesMin.default(100),
  coverageFloor: criteria.shape.coverageFloor.default(0.9),
  excusedShareMax: criteria.shape.excusedShareMax.default(0.05),
  soakHours: criteria.shape.soakHours.default(24),
});

const factor = z.number().min(1).max(1000);

const databases = z.strictObject({
  statementsFactor: factor
    .optional()
    .describe('an exchange may need this many times as many statements as on primary'),
  timeFactor: factor
    .optional()
    .describe('an exchange may need this many times as much database time'),
  rowsFactor: factor
    .optional()
    .describe('an exchange may read or write this many times as many rows'),
});

/** What a candidate must show before it may be promoted, over all areas and for single ones. */
export const gatePolicySchema = z.strictObject({
  alpha: rate
    .max(0.5)
    .default(0.05)
    .describe('how often the gate may fail a good candidate, or pass a bad one, by chance'),
  defaults: defaults.prefault({}).describe('what is asked of every area'),
  areas: z
    .record(
      z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'an area is lower-case letters, digits and hyphens'),
      criteria
        .extend({ latency: latency.partial(), serverTiming: serverTiming.partial() })
        .partial()
        .extend({ counts: areaCounts }),
    )
    .default({})
    .describe('what is different for single areas'),
  findings: z
    .enum(['settled', 'budget'])
    .default('settled')
    .describe(
      'settled: the gate does not pass while a difference is open, neither accepted nor gone; budget: ' +
        'it goes by rates alone',
    ),
  findingGoneAfter: z
    .int()
    .min(1)
    .default(5000)
    .describe('a difference is gone when its route was compared so often without it'),
  recentHours: z
    .number()
    .gt(0)
    .default(6)
    .describe('the latest hours, which must not be over the budgets by themselves'),
  databases: databases
    .optional()
    .describe(
      "limits for the load on the candidate's database; without it, databases are only shown",
    ),
  outOfScope: z
    .array(z.string().superRefine(asFault(outOfScopeFault)))
    .default([])
    .describe(
      'what is meant to stay uncompared: routes as the verdict names them; methods, for all that ' +
        'mirror.methods leaves out; connections, for what could not be followed; unseen_session and ' +
        'unseen_thing, for what began before Parallax looked',
    )
    .meta({ placeholder: 'METHOD /path|methods|connections|unseen_session|unseen_thing' }),
  resources: resourceBudgets
    .prefault({})
    .describe('what the candidate may use beyond primary, with metrics of both'),
  queries: gateQueries,
});

/** The gate's part of the config, as written. */
export type GateSettings = z.output<typeof gatePolicySchema>;
