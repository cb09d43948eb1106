import { z } from 'zod';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'write at most 63 letters, digits, -, _ and .');

const file = z.string().min(1).meta({ placeholder: 'FILE' });

const commandSchema = z
  .strictObject({
    command: z
      .array(z.string('write each argument as a text: put quotes around it').min(1), {
        error: ({ input }) =>
          input === undefined
            ? undefined
            : 'no shell reads it: write a list of arguments, such as [kubectl, apply, -f, flag.yaml]',
      })
      .min(1, 'write at least the program to run')
      .describe('the program and its arguments; no shell reads them')
      .meta({ placeholder: '[PROGRAM, ARGUMENT]' }),
    timeoutSeconds: z
      .number()
      .positive()
      .max(86_400)
      .default(120)
      .describe('a command that takes longer is ended, with all processes of its group'),
  })
  .meta({ placeholder: '{command: [PROGRAM, ARGUMENT]}' });

const gateSchema = z.strictObject({
  url: z
    .string()
    .refine(isAdminUrl, 'write an address as http://HOST:PORT')
    .transform((text) => (text.endsWith('/') ? text : `${text}/`))
    .describe('the admin address of the Parallax that watches this environment')
    .meta({ placeholder: 'http://HOST:PORT' }),
  tokenFile: file.optional().describe('a file with its admin token, read anew for each request'),
  ca: file
    .optional()
    .describe('a PEM file with the certificate authorities to trust for an https:// address'),
  before: z
    .enum(['pass', 'notFail', 'reachable'])
    .default('notFail')
    .describe('the result that the gate must have before the promotion'),
});

const environmentSchema = z.strictObject({
  name,
  tier: z.string().min(1).describe('one of tiers').meta({ placeholder: 'TIER' }),
  after: z
    .array(z.string().min(1))
    .default([])
    .describe('environments that must have passed before this one starts')
    .meta({ placeholder: '[ENVIRONMENT]' }),
  gate: gateSchema,
  promote: commandSchema.describe('makes the candidate answer in this environment'),
  rollback: commandSchema.describe('makes primary answer again; safe to run twice'),
  verify: commandSchema.describe('exits with 0 if PARALLAX_EXPECT is what answers'),
  soakHours: z
    .number()
    .positive()
    .max(24 * 365)
    .default(24)
    .describe('how long to watch after the promotion was verified'),
  onFail: z
    .enum(['rollback', 'hold'])
    .default('rollback')
    .describe('what to do if the promotion or the gate fails'),
});

const time = z
  .string('put quotes around a time: "22:00"')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time as "22:00"')
  .meta({ placeholder: '"HH:MM"' });

const quietSchema = z.strictObject({
  days: z
    .array(z.enum(days))
    .min(1, `write at least one of ${days.join(', ')}`)
    .optional()
    .describe('the days on which it begins; every day if left out'),
  from: time.optional().describe('when it begins; 00:00 if left out'),
  to: time.optional().describe('when it ends, the next day if that is earlier'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'write a time zone of the IANA list, such as Europe/Berlin')
    .default('UTC')
    .describe('the time zone of days, from and to'),
});

const limitsSchema = z
  .strictObject({
    atOnce: z
      .int()
      .min(1)
      .default(1)
      .describe('how many environments may be promoted and not yet have passed'),
    quietHours: z.array(quietSchema).default([]).describe('when nothing is started'),
    gateUnreachableMinutes: z
      .number()
      .positive()
      .default(15)
      .describe('after so long without an answer of a gate, advance --wait ends'),
  })
  .prefault({});

/** A rollout: which environments, in which order, by which commands. */
export const planSchema = z.strictObject({
  rollout: name.describe('names the rollout in its journal'),
  version: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('the version to promote, as its gates name it; another version begins a new rollout'),
  journal: file.default('rollout.journal').describe('the file that records each step'),
  limits: limitsSchema,
  tiers: z
    .array(name)
    .min(1, 'write at least one tier')
    .describe('in the order in which they are promoted')
    .meta({ placeholder: '[TIER]' }),
  environments: z.array(environmentSchema).min(1, 'write at least one environment'),
});

/** A plan with absolute paths. */
export type Plan = z.output<typeof planSchema>;
export type PlannedEnvironment = Plan['environments'][number];
export type QuietHours = z.output<typeof quietSchema>;

function isAdminUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === ''
  );
}

function isTimeZone(text: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
