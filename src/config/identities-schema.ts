import { z } from 'zod';
import { asFault } from './as-fault.ts';
import { jsonPathFault } from './json-path.ts';
import { routeTemplateFault } from './route-template.ts';

/** A method and a path template, as a route's `match` is. */
const from = z
  .string()
  .regex(/^([A-Z]+|\*) \/\S*$/, 'write METHOD /path/{name}, for example POST /api/keys')
  .superRefine(asFault(routeTemplateFault))
  .meta({ placeholder: 'METHOD /path/{name}' });

const path = z
  .string()
  .superRefine(asFault(jsonPathFault))
  .describe('an RFC 9535 JSONPath into the JSON of the answers');

const place = z.strictObject({
  from: from.optional().describe('the route whose answers have it; all routes if left out'),
  path,
});

/** The identities of one thing in both deployments. */
export const pinned = z.strictObject({
  primary: z.string().min(1).max(4096),
  candidate: z.string().min(1).max(4096),
  kind: z
    .string()
    .regex(/^[a-z]{1,24}$/, 'write the singular of the name in a path: key for /api/keys/7')
    .optional()
    .describe('the kind of thing that it names; needed only for short ids, such as numbers'),
});

/** The candidate's identities for things that primary made, if it has its own state. */
export const identities = z.strictObject({
  learn: z
    .array(place)
    .default([])
    .describe('places in answers whose values are identities, whatever they look like'),
  forbid: z
    .array(place)
    .default([])
    .describe('places in answers whose values are never learned as identities'),
  pin: z
    .array(pinned)
    .default([])
    .describe('identities that are known beforehand, and that traffic never changes'),
  seed: z
    .string()
    .min(1)
    .optional()
    .describe(
      'a JSON file with a list of identities that are known beforehand, and that traffic may change',
    )
    .meta({ placeholder: 'FILE' }),
  store: z
    .strictObject({
      keyFile: z
        .string()
        .min(1)
        .describe('a file with the key, 64 hexadecimal digits: openssl rand -hex 32')
        .meta({ placeholder: 'FILE' }),
    })
    .optional()
    .describe('in a fleet: keeps learned identities, encrypted, in the store for the next hub'),
  max: z
    .int()
    .min(1000)
    .max(10_000_000)
    .default(100_000)
    .describe('identities that are remembered, about 700 bytes each'),
});

export type IdentitiesConfig = z.output<typeof identities>;
