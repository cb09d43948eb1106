import { z } from 'zod';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { asParsed } from './as-parsed.ts';
import { pemFile } from './upstream-values.ts';
import { withShorthand } from './with-shorthand.ts';

const natsPort = 4222;

/** A NATS server. The URL has no user or password, because these would show wherever the URL does. */
const natsUrl = z
  .string()
  .transform(asParsed(parseNatsUrl))
  .meta({ placeholder: 'nats://HOST:PORT' });

const secretFile = z.string().min(1).meta({ placeholder: 'FILE' });

const nats = withShorthand(
  'url',
  z.strictObject({
    url: z
      .preprocess(
        (value) => (typeof value === 'string' ? [value] : value),
        z.array(natsUrl).min(1, 'write at least one nats://HOST:PORT'),
      )
      .describe('the servers of NATS, one or a list; tls:// or the key tls demands TLS'),
    tls: z
      .strictObject({
        ca: pemFile
          .optional()
          .describe(
            "a PEM file with the certificate authorities to trust, in place of the system's",
          ),
        cert: pemFile.optional().describe('the client certificate of Parallax'),
        key: pemFile.optional().describe('its private key'),
      })
      .optional()
      .describe('TLS settings for NATS'),
    user: z.string().min(1).optional().describe('the user name at NATS; needs passwordFile'),
    passwordFile: secretFile.optional().describe('a file with the password of user'),
    tokenFile: secretFile.optional().describe('a file with the token that NATS asks for'),
    credentialsFile: secretFile
      .optional()
      .describe('a file with credentials of NATS (.creds: a JWT and an NKey seed)'),
  }),
);

/** How the taps and the hubs of one deployment are connected. */
export const fleet = z.strictObject({
  nats: nats.describe('the NATS servers, with JetStream, that carry exchanges from taps to hubs'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'write at most 64 letters, digits, - and _')
    .default('default')
    .describe('names the deployment: its stream is PARALLAX_<name>'),
  partitionBy: z
    .string()
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'write the name of a request header')
    .toLowerCase()
    .optional()
    .describe('a request header, such as x-tenant; requests with different values share no things')
    .meta({ placeholder: 'HEADER' }),
  partitions: z
    .int()
    .min(2)
    .max(1024)
    .optional()
    .describe('the number of partitions into which partitionBy splits the traffic; 16 if left out'),
  clockSkewMs: z
    .number()
    .min(0)
    .max(10_000)
    .default(10)
    .describe(
      'how much the clocks of two hosts may differ: exchanges that are closer in time count as overlapping',
    ),
  reorderMs: z
    .int()
    .min(10)
    .max(60_000)
    .default(250)
    .describe('how long a hub waits for late reports of other taps'),
  streamBytesMax: z
    .int()
    .min(1024 * 1024)
    .default(1024 * 1024 * 1024)
    .describe('bytes that the stream may hold in NATS; past it, taps shed'),
});

export type FleetConfig = z.output<typeof fleet>;
export type NatsConfig = FleetConfig['nats'];

const partitionsDefault = 16;

/** The number of partitions of the traffic of a fleet: 1 without `partitionBy`. */
export function partitionsOf({ partitionBy, partitions }: FleetConfig): number {
  return partitionBy === undefined ? 1 : (partitions ?? partitionsDefault);
}

/** Accepts values that other rules may have refused. */
const withFleet = z.object({
  fleet: z.object({
    nats: z.record(z.string(), z.unknown()).catch({}),
    partitionBy: z.unknown().optional(),
    partitions: z.unknown().optional(),
  }),
});

interface Fault {
  readonly path: string[];
  readonly message: string;
}

/** Faults of keys of `fleet` that do not fit each other. */
export function fleetFaults(config: unknown): readonly Fault[] {
  const { data } = withFleet.safeParse(config);
  if (data === undefined) return [];
  const { nats, partitionBy, partitions } = data.fleet;
  const faults = [...credentialFaults(nats), ...clientCertificateFaults(nats['tls'])];
  if (partitions !== undefined && partitionBy === undefined) {
    const message = 'remove this, or add partitionBy: HEADER: without it there is one partition';
    faults.push({ path: ['fleet', 'partitions'], message });
  }
  return faults;
}

function credentialFaults(nats: Readonly<Record<string, unknown>>): Fault[] {
  const faults: Fault[] = [];
  const isGiven = (key: string): boolean => nats[key] !== undefined;
  const fault = (key: string, message: string): void => {
    faults.push({ path: ['fleet', 'nats', key], message });
  };
  if (isGiven('user') && !isGiven('passwordFile')) fault('user', 'add passwordFile: FILE');
  if (isGiven('passwordFile') && !isGiven('user')) fault('passwordFile', 'add user: NAME');
  const ways = ['passwordFile', 'tokenFile', 'credentialsFile'].filter(isGiven);
  for (const way of ways.slice(1)) {
    fault(way, `leave out either this or fleet.nats.${ways[0]}: NATS takes one of them`);
  }
  return faults;
}

function clientCertificateFaults(tls: unknown): Fault[] {
  if (typeof tls !== 'object' || tls === null) return [];
  const pairs = [
    ['cert', 'key'],
    ['key', 'cert'],
  ] as const;
  return pairs
    .filter(([given, other]) => given in tls && !(other in tls))
    .map(([given, other]) => {
      return { path: ['fleet', 'nats', 'tls', given], message: `add ${other}: FILE` };
    });
}

function parseNatsUrl(text: string): Result<string> {
  const words = 'write nats://HOST:PORT or tls://HOST:PORT';
  const url = /^(?:nats|tls):\/\/[^/?#\s]+\/?$/i.test(text) ? URL.parse(text) : null;
  if (url === null) return failure(words);
  const { protocol, username, password, hostname, port } = url;
  if (username !== '' || password !== '') {
    return failure(
      `${words}: a user, password or token belongs in user, passwordFile or tokenFile`,
    );
  }
  if (hostname === '') return failure(words);
  return success(`${protocol}//${hostname}:${port === '' ? natsPort : port}`);
}
