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
    .describe(
      'an exchange is much slower if it takes longer than this many times the time of the reference',
    ),
  extraMs: z.number().min(0).describe('plus this many milliseconds'),
  share: rate.describe(
    'the share of exchanges in which only the candidate is much slower may exceed that in which only ' +
      'the reference is, by at most this',
  ),
});

const latency = z.strictObject({
  delta: z
    .number()
    .min(0)
    .describe(
      'an exchange is slower if it takes longer than the reference by more than this share',
    ),
  epsilonMs: z.number().min(0).describe('plus this many milliseconds'),
  share: rate.describe(
    'the share of exchanges that may be slower than that; 0.5 limits the median, ' +
      'and below 0.5, jitter alone can fail a candidate',
  ),
  tail: tail.partial().describe('what counts as much slower, and how often that may be'),
  measuredShareMin: z
    .number()
    .min(0)
    .max(1)
    .describe('the share of answered exchanges for which both times must be known'),
});

const serverTiming = z.strictObject({
  factor: z
    .number()
    .min(1)
    .describe(
      'the candidate needs more if its value is above this many times the value of the reference',
    ),
  extra: z.number().min(0).describe('plus this much'),
  share: rate.describe(
    'the share of exchanges in which only the candidate needs more may exceed that in which only ' +
      'the reference does, by at most this',
  ),
});

const criteria = z.strictObject({
  mismatchBudget: rate.describe('the share of exchanges that may be mismatches'),
  errorBudget: rate.describe(
    'the share of errors (5xx, GraphQL errors, or no whole answer) may exceed that of primary by this',
  ),
  latency,
  serverTiming: serverTiming.describe(
    'counts in Server-Timing, such as queries; its durations are held to the margin of latency',
  ),
  requiredRoutes: z
    .array(z.string().min(1))
    .optional()
    .describe(
      'routes that must have been compared, as METHOD /path/{name}; all configured routes of the area ' +
        'if left out',
    ),
  routeExchangesMin: z.int().min(1).describe('how often each of them must have been compared'),
  coverageFloor: z
    .number()
    .min(0)
    .max(1)
    .describe('the share of exchanges that must have been compared, of those that should be'),
  excusedShareMax: z
    .number()
    .min(0)
    .max(1)
    .describe('the share of exchanges that may be excused, of those compared or excused'),
  soakHours: z.number().min(0).describe('for how many hours traffic must have been compared'),
  noise: z
    .boolean()
    .optional()
    .describe(
      'whether differences between primary and the secondary are excluded as noise; by default true if ' +
        'there is a secondary',
    ),
});

/** The defaults are for a canary of a day, as strict as a few thousand exchanges allow. */
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

/** The criteria for a promotion, for all areas and for single ones. */
export const gatePolicySchema = z.strictObject({
  alpha: rate
    .max(0.5)
    .default(0.05)
    .describe('how often the gate may fail a good candidate, or pass a bad one, by chance'),
  defaults: defaults.prefault({}).describe('the policy for every area'),
  areas: z
    .record(
      z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'an area is lower-case letters, digits and hyphens'),
      criteria
        .extend({ latency: latency.partial(), serverTiming: serverTiming.partial() })
        .partial()
        .extend({ counts: areaCounts }),
    )
    .default({})
    .describe('the keys of defaults that differ for single areas'),
  findings: z
    .enum(['settled', 'budget'])
    .default('settled')
    .describe(
      'settled: the gate does not pass while a difference is open, neither accepted nor gone; budget: ' +
        'only the rates count',
    ),
  findingGoneAfter: z
    .int()
    .min(1)
    .default(5000)
    .describe('a difference is gone after its route was compared this many times without it'),
  recentHours: z
    .number()
    .gt(0)
    .default(6)
    .describe('the length of the latest period, which must be within the budgets by itself'),
  databases: databases
    .optional()
    .describe(
      "limits for the load on the candidate's database; without it, databases are only shown",
    ),
  outOfScope: z
    .array(z.string().superRefine(asFault(outOfScopeFault)))
    .default([])
    .describe(
      'what stays uncompared on purpose: routes as the verdict names them; methods, for all that ' +
        'mirror.methods leaves out; connections, for those that Parallax could not follow; unseen_session and ' +
        'unseen_thing, for sessions and things that only primary has and that Parallax did not see begin',
    )
    .meta({ placeholder: 'METHOD /path|methods|connections|unseen_session|unseen_thing' }),
  resources: resourceBudgets
    .prefault({})
    .describe(
      "limits for the candidate's use of resources relative to primary's; needs metrics of both",
    ),
  queries: gateQueries,
});

/** The gate's part of the config, as written. */
export type GateSettings = z.output<typeof gatePolicySchema>;
