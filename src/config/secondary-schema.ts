import { z } from 'zod';
import { requestEdits, type RequestEditsConfig } from './requests/request-edits-schema.ts';
import { upstreamTls, type UpstreamTlsConfig } from './upstream-tls.ts';
import { hostHeader, milliseconds, originAndPath } from './upstream-values.ts';

const self = z.strictObject({
  share: z
    .number()
    .gt(0)
    .max(1)
    .default(0.05)
    .describe('the share of safe requests that primary gets again'),
  perSecondMax: z
    .number()
    .positive()
    .max(10_000)
    .default(5)
    .describe('at most this many of them per second, because each is load on production'),
});

const keys = z.strictObject({
  url: originAndPath
    .optional()
    .describe(
      "a second instance of primary's code, or self; its differences from primary are noise",
    )
    .meta({ placeholder: 'http://HOST:PORT|self' }),
  hostHeader: hostHeader
    .optional()
    .describe('which Host it sees: the one the client sent, which is the default, or its own'),
  ...requestEdits,
  ownState: z
    .boolean()
    .optional()
    .describe('states that it has its own database, so writes may be mirrored to it'),
  timeoutMs: milliseconds.default(30_000).describe('from dispatch to the last response byte'),
  tls: upstreamTls.optional().describe('TLS settings for an https:// url'),
  self: self.optional().describe('primary itself gets requests again, a moment later'),
});

/** Another deployment that runs primary's code. */
export interface SecondaryInstance extends RequestEditsConfig {
  readonly kind: 'instance';
  readonly hostHeader: 'client' | 'upstream';
  readonly ownState: boolean;
  readonly timeoutMs: number;
  readonly tls?: UpstreamTlsConfig | undefined;
}

/** Primary itself, which gets some of the safe requests again. */
export interface SecondarySelf extends z.output<typeof self> {
  readonly kind: 'self';
  readonly timeoutMs: number;
}

/**
 * The deployment that shows which differences are noise. `self` is short for `{self: {}}`, any other text for
 * `{url: …}`.
 */
export const secondary = z
  .preprocess(spelledOut, keys.transform(toSecondary))
  .meta({ shorthand: 'url' });

/** Accepts values that other rules may have refused. */
const withInstance = z.object({
  primary: z.object({ url: z.string() }).optional().catch(undefined),
  candidate: z.object({ url: z.string() }).optional().catch(undefined),
  mirror: z.object({ methods: z.string() }).optional().catch(undefined),
  secondary: z.object({ kind: z.literal('instance'), url: z.string(), ownState: z.boolean() }),
});

/** Why the secondary of a config, though well written, could not identify noise, or would do harm. */
export function secondaryFaults(
  config: unknown,
): readonly { readonly path: string[]; readonly message: string }[] {
  const { data } = withInstance.safeParse(config);
  if (data === undefined) return [];
  const { url, ownState } = data.secondary;
  const faults: { path: string[]; message: string }[] = [];
  if (url === data.primary?.url) {
    const message =
      'this is primary: write secondary: self, which sends it few requests and no writes';
    faults.push({ path: ['secondary', 'url'], message });
  }
  if (url === data.candidate?.url) {
    const message = 'this is the candidate: every difference would count as noise';
    faults.push({ path: ['secondary', 'url'], message });
  }
  if (data.mirror?.methods === 'all' && !ownState) {
    const message =
      'where writes are mirrored, the secondary must get them too, or every written value would ' +
      'count as noise: set secondary.ownState: true if it has its own database, secondary: self, ' +
      'or mirror.methods: safe';
    faults.push({ path: ['mirror', 'methods'], message });
  }
  return faults;
}

/** On the command line `self` comes as the value of `url`. */
function spelledOut(value: unknown): unknown {
  if (value === 'self') return { self: {} };
  if (typeof value === 'string') return { url: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { url, ...others } = value as Record<string, unknown>;
  return url === 'self' ? { self: {}, ...others } : value;
}

function toSecondary(
  { url, self, hostHeader, ownState, timeoutMs, tls, ...edits }: z.output<typeof keys>,
  context: z.RefinementCtx,
): SecondaryInstance | SecondarySelf {
  const fault = (path: string[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  if (url !== undefined) {
    if (self !== undefined) fault(['self'], 'leave out either this or url: there is one secondary');
    return {
      kind: 'instance',
      url,
      hostHeader: hostHeader ?? 'client',
      ownState: ownState ?? false,
      timeoutMs,
      ...(tls && { tls }),
      ...edits,
    };
  }
  if (self === undefined) {
    fault([], 'write secondary: http://HOST:PORT or secondary: self');
    return z.NEVER;
  }
  const ofInstance = { hostHeader, ownState, tls, ...edits };
  for (const [key, value] of Object.entries(ofInstance)) {
    if (value !== undefined) fault([key], 'leave this out: self uses the settings of primary');
  }
  return { kind: 'self', ...self, timeoutMs };
}
