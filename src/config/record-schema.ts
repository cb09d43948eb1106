import { z } from 'zod';
import { asFault } from './as-fault.ts';
import { routeTemplateFault } from './route-template.ts';
import { withShorthand } from './with-shorthand.ts';

const recordedRoute = z
  .string()
  .regex(
    /^([A-Z]+|\*) \/\S*$/,
    'write METHOD /path/{name}, for example GET /api/keys/{id}, or * /path for any method',
  )
  .superRefine(asFault(routeTemplateFault))
  .meta({ placeholder: 'METHOD /path/{name}' });

/** What is written to a recording, and where. */
export const record = withShorthand(
  'file',
  z.strictObject({
    file: z
      .string()
      .min(1)
      .describe('where exchanges are recorded, to be replayed later')
      .meta({ placeholder: 'FILE' }),
    routes: z
      .array(recordedRoute)
      .default([])
      .describe('the routes that are recorded; all if there are none'),
    sample: z
      .number()
      .gt(0, 'write a share above 0 and up to 1; to record nothing, remove record')
      .max(1)
      .default(1)
      .describe('the share of clients that is recorded; mirror.sampleBy says what a client is'),
    rotateBytes: z
      .int()
      .min(64 * 1024)
      .default(256 * 1024 * 1024)
      .describe('a larger file is renamed, and a new one begun'),
    keepDays: z
      .int()
      .positive()
      .max(36_500)
      .default(7)
      .describe('renamed files that were last written longer ago are deleted'),
    keyFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'a file with the key that encrypts the recording, 64 hexadecimal digits: openssl rand -hex 32',
      )
      .meta({ placeholder: 'FILE' }),
    secrets: z
      .enum(['replace', 'keep'])
      .default('replace')
      .describe('replace: placeholders stand for credentials; keep: as they are, needs keyFile'),
    distinct: z
      .int()
      .positive()
      .max(100_000)
      .optional()
      .describe(
        'at most so many exchanges for each route, operation, status and shape of body, and what these depend on',
      ),
  }),
);

export type RecordConfig = z.output<typeof record>;

const kept = z.object({
  record: z.object({ secrets: z.literal('keep'), keyFile: z.undefined().optional() }),
});

/** Credentials must not be on disk as they are, unless the file is encrypted. */
export function recordFaults(
  config: unknown,
): readonly { readonly path: string[]; readonly message: string }[] {
  if (!kept.safeParse(config).success) return [];
  const message = 'a recording with credentials must be encrypted: add record.keyFile';
  return [{ path: ['record', 'secrets'], message }];
}
