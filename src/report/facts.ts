import { z } from 'zod';

const count = z.number();
const number = z.number().nullable();
const time = z.iso.datetime();
const sides = { primary: number, candidate: number };

const fate = z.discriminatedUnion('became', [
  z.strictObject({ became: z.literal('open') }),
  z.strictObject({
    became: z.literal('accepted'),
    who: z.string(),
    why: z.string(),
    until: time,
  }),
  z.strictObject({
    became: z.literal('fixed').describe('a later version was compared enough without it'),
    version: z.string(),
    epoch: z.string(),
  }),
  z.strictObject({
    became: z.literal('notSeen').describe('not seen since, and too little was compared to be sure'),
  }),
]);

const finding = z.strictObject({
  area: z.string().nullable(),
  route: z.string(),
  field: z.string(),
  exchanges: count.nullable(),
  epoch: z.string().describe('in which it was last open'),
  version: z.string(),
  lastSeen: time.nullable(),
  page: z.string().nullable(),
  example: z.string().nullable().describe('the address of an exchange that has it'),
  command: z.string().optional().describe('of a replay: plays its route again'),
  fate,
});

const deployment = z.strictObject({
  url: z.string(),
  epoch: z.string(),
  version: z.string(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  evaluatedAt: time,
  comparedSince: time.describe('when the epoch began'),
  exchanges: count.describe('since Parallax started, as all counts by route'),
  compared: count,
  mismatched: count,
  notCompared: z.array(
    z.strictObject({
      kind: z.enum(['excused', 'lost', 'left out']),
      reason: z.string(),
      exchanges: count,
      share: z.number().describe('of all exchanges'),
    }),
  ),
  criteria: z.array(
    z.strictObject({
      criterion: z.string(),
      area: z.string().nullable(),
      result: z.enum(['pass', 'fail', 'inconclusive']),
      reason: z.string(),
    }),
  ),
  routes: z.array(
    z.strictObject({
      route: z.string(),
      area: z.string(),
      exchanges: count,
      compared: count,
      mismatched: count,
    }),
  ),
  findings: z.array(finding),
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      route: z.string().nullable(),
      text: z.string(),
      uses: count,
    }),
  ),
  operators: z.array(
    z.strictObject({ at: time, action: z.string(), who: z.string(), reason: z.string() }),
  ),
  counts: z.array(
    z.strictObject({
      area: z.string(),
      name: z.string(),
      exchanges: count,
      primary: z.number(),
      candidate: z.number(),
    }),
  ),
  resources: z
    .array(z.strictObject({ resource: z.string(), ...sides, ratio: number, factor: number }))
    .nullable()
    .describe('null if they are not watched'),
  databases: z
    .strictObject({
      exchanges: z
        .strictObject({ primary: count, candidate: count })
        .describe('that were served while both databases were read'),
      statements: z.strictObject(sides).describe('per exchange'),
      milliseconds: z.strictObject(sides).describe('per exchange'),
      rows: z.strictObject(sides).describe('per exchange'),
      faults: z.array(z.string()).describe('why a database cannot be read at present'),
      page: z.string().describe('the address of the page with all statements'),
    })
    .nullable()
    .describe('null if they are not compared'),
  queries: z.array(
    z.strictObject({ name: z.string(), bound: z.string(), value: number, breaches: count }),
  ),
});

const environment = z.strictObject({
  environment: z.string(),
  tier: z.string(),
  state: z.string(),
  promotedAt: time.nullable().describe('when the candidate was verified'),
  passedAt: time.nullable(),
  soakHoursAsked: number.describe('null without a plan'),
  soakHoursTaken: number.describe(
    'from the verification of the candidate to the pass, watched or not',
  ),
  rehearsal: z
    .strictObject({ at: time, who: z.string(), rollbackMs: z.number(), promoteMs: z.number() })
    .nullable(),
});

const rollout = z.strictObject({
  rollout: z.string(),
  version: z.string().nullable(),
  isPlanned: z.boolean().describe('whether a plan was read, and not the journal alone'),
  tiers: z.array(z.string()),
  environments: z.array(environment),
  timeline: z.array(
    z.strictObject({
      at: time,
      environment: z.string(),
      who: z.string(),
      what: z.string(),
      why: z.string().nullable(),
    }),
  ),
});

const replay = z.strictObject({
  files: z.array(z.string()),
  exchanges: count.describe('that were played'),
  notSelected: count,
  faults: count.describe('places that could not be read'),
  lost: count.describe('exchanges that are known to be lost with them'),
  firstFaults: z.array(z.string()),
  from: time.nullable().describe('when the first of the exchanges was recorded'),
  to: time.nullable(),
  limits: z.array(z.string()).describe('why the replay is inconclusive at best'),
  notJudged: z.array(z.string()).describe('what the verdict does not cover, in sentences'),
});

const checklistLine = z.strictObject({
  line: z.string(),
  state: z.enum(['done', 'missing', 'not known']),
  isRequired: z.boolean(),
  evidence: z.string(),
});

const unreachable = z.strictObject({ url: z.string(), fault: z.string() });

const factsSchema = z.strictObject({
  madeAt: time,
  madeBy: z.string().describe('the version of Parallax'),
  deployments: z.array(deployment),
  unreachable: z.array(unreachable).describe('admin addresses without a whole answer'),
  rollout: rollout.nullable().describe('null without a plan and a journal'),
  replay: replay.optional().describe('absent from a report on live traffic'),
});

/** The report as JSON. Within a format, members are only added. */
export const reportSchema = factsSchema.extend({
  format: z.literal(1),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'unreachable']),
  checklist: z.array(checklistLine).readonly(),
  safeToRemove: z.strictObject({ answer: z.enum(['yes', 'no']), missing: z.array(z.string()) }),
});

export type Facts = z.output<typeof factsSchema>;
export type Report = z.output<typeof reportSchema>;
export type DeploymentFacts = z.output<typeof deployment>;
export type FindingFacts = z.output<typeof finding>;
export type RolloutFacts = z.output<typeof rollout>;
export type ChecklistLine = z.output<typeof checklistLine>;
