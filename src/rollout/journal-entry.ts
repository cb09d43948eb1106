import { z } from 'zod';

const version = z.string().nullable();

const gateView = z.object({
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'unreachable']),
  epoch: z.string().nullable(),
  version,
  findings: z.array(z.string()).readonly(),
});

const common = {
  /** ISO 8601, in UTC. */
  at: z.iso.datetime(),
  rollout: z.string(),
  /** The version of the plan. */
  version,
  environment: z.string(),
  tier: z.string(),
  who: z.string(),
};

const why = z.string();
const gate = gateView.nullable().default(null);

/** One run of a command. */
const run = {
  id: z.string(),
  step: z.enum(['promote', 'rollback', 'verify']),
  /** The version that must answer afterwards. */
  expect: z.enum(['candidate', 'primary']),
  isRehearsal: z.boolean().default(false),
};

const outcome = z.enum(['ok', 'failed', 'timeout', 'interrupted', 'not_started']);

/** Members that a later version adds are ignored; an unknown event is a fault. */
export const journalEntrySchema = z.discriminatedUnion('event', [
  /**
   * Written before a command starts. `repeatAt` is the time after which a rollback is repeated, because a
   * promotion may run until then.
   */
  z.object({
    event: z.literal('begin'),
    ...common,
    ...run,
    why,
    gate,
    repeatAt: z.iso.datetime().optional(),
  }),
  /** The process of a command, so that a later run can find out whether it still runs. */
  z.object({
    event: z.literal('started'),
    ...common,
    id: z.string(),
    host: z.string(),
    pid: z.int(),
    startTicks: z.string().nullable(),
  }),
  z.object({
    event: z.literal('end'),
    ...common,
    ...run,
    outcome,
    exitCode: z.int().nullable(),
    signal: z.string().nullable(),
    durationMs: z.number(),
    /** The end of its output, without secrets. */
    output: z.string(),
  }),
  /** `cleared`: a fail of the gate from before the promotion is over. */
  z.object({ event: z.enum(['passed', 'held', 'cleared']), ...common, why, gate }),
  z.object({ event: z.literal('resumed'), ...common, why }),
  z.object({
    event: z.literal('rehearsed'),
    ...common,
    why,
    /** Each with its verification. */
    rollbackMs: z.number(),
    promoteMs: z.number(),
  }),
]);

export type JournalEntry = z.output<typeof journalEntrySchema>;
export type Entry<Event extends JournalEntry['event']> = Extract<JournalEntry, { event: Event }>;
export type CommandStep = Entry<'begin'>['step'];
export type Answering = Entry<'begin'>['expect'];
