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

/** Which exchanges are recorded, and where. */
export const record = withShorthand(
  'file',
  z.strictObject({
    file: z
      .string()
      .min(1)
      .describe('the file that exchanges are recorded to, for a later replay')
      .meta({ placeholder: 'FILE' }),
    routes: z
      .array(recordedRoute)
      .default([])
      .describe('the routes to record; all if there are none'),
    sample: z
      .number()
      .gt(0, 'write a share above 0 and up to 1; to record nothing, remove record')
      .max(1)
      .default(1)
      .describe('the share of clients to record; mirror.sampleBy defines a client'),
    rotateBytes: z
      .int()
      .min(64 * 1024)
      .default(256 * 1024 * 1024)
      .describe('a file that reaches this size is renamed, and a new one is started'),
    keepDays: z
      .int()
      .positive()
      .max(36_500)
      .default(7)
      .describe('renamed files are deleted this many days after their last write'),
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
      .describe(
        'replace: placeholders replace credentials; keep: credentials stay, and keyFile is required',
      ),
    distinct: z
      .int()
      .positive()
      .max(100_000)
      .optional()
      .describe(
        'at most this many exchanges for each route, operation, status and body shape, and the writes that these need',
      ),
  }),
);

export type RecordConfig = z.output<typeof record>;

const kept = z.object({
  record: z.object({ secrets: z.literal('keep'), keyFile: z.undefined().optional() }),
});

/** Credentials may be on disk only in an encrypted file. */
export function recordFaults(
  config: unknown,
): readonly { readonly path: string[]; readonly message: string }[] {
  if (!kept.safeParse(config).success) return [];
  const message = 'a recording with credentials must be encrypted: add record.keyFile';
  return [{ path: ['record', 'secrets'], message }];
}
