import { z } from 'zod';
import { isSameServer } from './same-server.ts';
import { milliseconds, origin } from './upstream-values.ts';

const keys = z.strictObject({
  on: z
    .boolean()
    .describe(
      'a proxy serves clients and mirrors to Parallax: Parallax answers each copy at once, and sends it to primary and the candidate',
    ),
  concurrency: z
    .int()
    .positive()
    .max(1_000)
    .default(8)
    .describe('copies that may be with primary at once'),
  perSecondMax: z
    .number()
    .positive()
    .default(100)
    .describe('copies that primary gets per second on average; further ones are shed'),
  queueMax: z
    .int()
    .positive()
    .max(100_000)
    .default(200)
    .describe('copies that may wait for primary; further ones are shed'),
  timeoutMs: milliseconds
    .default(30_000)
    .describe('how long primary may take for a whole answer to a copy'),
  slowMs: milliseconds
    .default(2_000)
    .describe(
      'an answer of primary that begins later than this counts as a failure: after several, primary gets only probes',
    ),
  primaryOwnState: z
    .boolean()
    .default(false)
    .describe(
      'states that primary is not the deployment that serves clients, and has its own database, so writes may be sent to it',
    ),
  hostSuffix: z
    .string()
    .regex(/^[A-Za-z0-9.-]*$/, 'write letters, digits, dots and hyphens')
    .default('-shadow')
    .describe(
      'the suffix that the mirror appends to the host of a copy; Parallax removes it; empty for none',
    ),
  mirroredAt: z
    .array(origin)
    .default([])
    .describe(
      'where clients reach the proxy that mirrors; Parallax refuses a deployment at such a url, as it would be a loop',
    ),
});

/** Parallax as the target of an existing mirror. `outOfPath: true` is short for `outOfPath: {on: true}`. */
export const outOfPath = z
  .preprocess((value) => {
    if (typeof value === 'boolean') return { on: value };
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMapping ? { on: true, ...value } : value;
  }, keys)
  .meta({ shorthand: 'on' });

export type OutOfPathConfig = z.output<typeof keys>;

/** Accepts values that other rules may have refused. */
const on = z.object({ outOfPath: z.object({ on: z.literal(true) }) });
const editingHeads = z.object({ forwarded: z.literal(true) });
const sendingWrites = z.object({
  mirror: z.object({ methods: z.literal('all') }),
  outOfPath: z.object({ primaryOwnState: z.literal(false).default(false) }),
});
const upstream = z.object({ url: z.string() }).optional().catch(undefined);
const withMirror = z.object({
  outOfPath: z.object({ mirroredAt: z.array(z.string()) }),
  primary: upstream,
  candidate: upstream,
  secondary: upstream,
});

/** What is wrong at a path of the config. */
export interface OutOfPathFault {
  readonly path: string[];
  readonly message: string;
}

/** Faults of keys that do not fit `outOfPath`. */
export function outOfPathFaults(config: unknown): readonly OutOfPathFault[] {
  if (!on.safeParse(config).success) return [];
  const faults: OutOfPathFault[] = [];
  if (sendingWrites.safeParse(config).success) {
    const message =
      'with outOfPath, Parallax sends writes to primary a second time: set outOfPath.primaryOwnState: true ' +
      'if primary is not the deployment that serves clients, or mirror.methods: safe';
    faults.push({ path: ['mirror', 'methods'], message });
  }
  if (editingHeads.safeParse(config).success) {
    const message =
      'with outOfPath, the client of Parallax is the mirror: remove forwarded, and let the mirror write these fields';
    faults.push({ path: ['forwarded'], message });
  }
  return [...faults, ...mirroredUses(config).map(mirroredFault)];
}

const deploymentNames = ['primary', 'candidate', 'secondary'] as const;

/** A deployment whose URL leads to the proxy that mirrors to Parallax. */
export interface MirroredUse {
  readonly deployment: (typeof deploymentNames)[number];
  readonly proxy: string;
}

/**
 * The deployments of a config behind the proxy that mirrors: each request to them would be mirrored to Parallax
 * again.
 *
 * @param isSame whether two URLs lead to the same server
 */
export function mirroredUses(
  config: unknown,
  isSame: (one: string, other: string) => boolean = isSameServer,
): readonly MirroredUse[] {
  const { data } = withMirror.safeParse(config);
  if (data === undefined || !on.safeParse(config).success) return [];
  return deploymentNames.flatMap((deployment) => {
    const url = data[deployment]?.url;
    if (url === undefined) return [];
    const proxy = data.outOfPath.mirroredAt.find((one) => isSame(one, url));
    return proxy === undefined ? [] : [{ deployment, proxy }];
  });
}

/** The fault, and what to write instead. */
export function mirroredWords({ deployment, proxy }: MirroredUse): string {
  return (
    `${proxy} mirrors its requests to Parallax, see outOfPath.mirroredAt, so each request would come back: ` +
    `write the address of the ${deployment} behind it`
  );
}

function mirroredFault(use: MirroredUse): OutOfPathFault {
  return { path: [use.deployment, 'url'], message: mirroredWords(use) };
}
