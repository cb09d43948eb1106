import { z } from 'zod';
import { pemFile } from './upstream-values.ts';

/** A server name of TLS (RFC 6066, section 3): no IP address, no dot at the end. */
const serverName = z
  .string()
  .regex(
    /^(?=.{1,253}$)(?!.*\.\d+$|\d+$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i,
    'write a host name, for example api.internal',
  )
  .meta({ placeholder: 'NAME' });

/** TLS settings for a deployment. */
export const upstreamTls = z.strictObject({
  ca: pemFile
    .optional()
    .describe("a PEM file with the certificate authorities to trust, in place of the system's"),
  cert: pemFile.optional().describe('the client certificate of Parallax'),
  key: pemFile.optional().describe('its private key'),
  serverName: serverName
    .optional()
    .describe(
      'the server name to request and to find in the certificate; by default the host of the url',
    ),
});

export type UpstreamTlsConfig = z.output<typeof upstreamTls>;

const upstream = z
  .object({
    url: z.string().optional(),
    tls: z.object({ cert: z.unknown().optional(), key: z.unknown().optional() }),
  })
  .optional()
  .catch(undefined);

const withMetrics = z.object({ metrics: upstream }).optional().catch(undefined);

/** Looks at values that other rules may have refused. */
const withUpstreams = z.object({
  primary: upstream,
  candidate: upstream,
  secondary: upstream,
  prometheus: upstream,
});
const withEndpoints = z.object({ primary: withMetrics, candidate: withMetrics });

/** Faults in the TLS settings of deployments that depend on their other keys. */
export function upstreamTlsFaults(
  config: unknown,
): readonly { readonly path: string[]; readonly message: string }[] {
  const endpoints = Object.entries(withEndpoints.safeParse(config).data ?? {});
  const all = [
    ...Object.entries(withUpstreams.safeParse(config).data ?? {}).map(
      ([name, deployment]) => [[name], deployment] as const,
    ),
    ...endpoints.map(([name, part]) => [[name, 'metrics'], part?.metrics] as const),
  ];
  return all.flatMap(([place, deployment]) => {
    if (deployment === undefined) return [];
    const { url, tls } = deployment;
    const faults: { path: string[]; message: string }[] = [];
    if (url?.startsWith('http:') === true) {
      const message = 'tls needs an https:// url: write https://, or remove tls';
      faults.push({ path: [...place, 'tls'], message });
    }
    for (const [given, other] of [
      ['cert', 'key'],
      ['key', 'cert'],
    ] as const) {
      if (tls[given] === undefined || tls[other] !== undefined) continue;
      faults.push({ path: [...place, 'tls', given], message: `add ${other}: FILE` });
    }
    return faults;
  });
}
