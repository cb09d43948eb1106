import { z } from 'zod';
import { asFault } from './as-fault.ts';
import { metricSelectorFault } from './metric-selector.ts';
import { upstreamTls } from './upstream-tls.ts';
import { milliseconds, originAndPath, pemFile } from './upstream-values.ts';
import { withShorthand } from './with-shorthand.ts';

/** An address that is asked as it is written. User names would end up in logs and pages. */
const httpUrl = z
  .string()
  .refine(
    (text) => {
      if (!/^https?:\/\/[!-~]+$/i.test(text) || !URL.canParse(text)) return false;
      const { username, password, hash } = new URL(text);
      return username === '' && password === '' && hash === '';
    },
    { message: 'write http://HOST:PORT/PATH or https://…, without a user name' },
  )
  .meta({ placeholder: 'http://HOST:PORT/metrics' });

const access = {
  tls: upstreamTls.optional().describe('TLS settings for an https:// url'),
  tokenFile: pemFile.optional().describe('a file with a bearer token, read again for each request'),
};

/** A block of time must have room for two readings. */
const everyMs = milliseconds.max(300_000, 'at most 300000 ms (5 minutes)');

/** Where a deployment serves its metrics in the text format of Prometheus. */
export const metricsEndpoint = withShorthand(
  'url',
  z.strictObject({
    url: httpUrl.describe('where its metrics are, in the text format of Prometheus'),
    ...access,
    everyMs: everyMs.default(5_000).describe('time between two readings'),
    names: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_]*$/, 'a resource is lower-case letters, digits and _'),
        z.string().superRefine(asFault(metricSelectorFault)),
      )
      .default({})
      .describe(
        'metrics by resource, in place of the default ones: memory, cpu, requests and others, or your own; ' +
          'one that ends in _total, _sum or _count is a counter',
      ),
  }),
);

/** A server that answers PromQL. */
export const prometheusServer = withShorthand(
  'url',
  z.strictObject({
    url: originAndPath.describe('the Prometheus server that answers gate.queries'),
    ...access,
    everyMs: everyMs.default(20_000).describe('time between two evaluations of each query'),
  }),
);

export type MetricsConfig = z.output<typeof metricsEndpoint>;
export type PrometheusConfig = z.output<typeof prometheusServer>;

/** Names part of the config that a `tls` key stands in, beside the deployments. */
export const watchedParts = [['primary', 'metrics'], ['candidate', 'metrics'], ['prometheus']];

const query = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,99}$/, 'a name is lower-case letters, digits, - and _')
      .describe('names it in the verdict, on the pages and in metrics'),
    query: z.string().min(1).max(10_000).describe('PromQL that gives a scalar or a vector'),
    atMost: z.number().optional().describe('each value must be this at most'),
    atLeast: z.number().optional().describe('each value must be this at least'),
    of: z
      .enum(['primary', 'candidate'])
      .default('candidate')
      .describe('the deployment that it measures; the pages show it'),
  })
  .superRefine(({ atMost, atLeast }, context) => {
    if ((atMost === undefined) !== (atLeast === undefined)) return;
    context.addIssue({ code: 'custom', message: 'write one of atMost and atLeast' });
  });

export const gateQueries = z
  .array(query)
  .max(100)
  .default([])
  .describe('queries to Prometheus, and bounds for their values');

const factor = z.number().min(1);

/** What the candidate may use beyond primary. */
export const resourceBudgets = z.strictObject({
  cpuFactor: factor
    .default(1.2)
    .describe("the candidate may use this many times primary's CPU time per exchange"),
  memoryFactor: factor
    .default(1.5)
    .describe("the candidate may use this many times primary's memory"),
  memoryGrowth: z
    .number()
    .gt(0)
    .default(0.1)
    .describe(
      "its memory may grow by this share more than primary's, in the second half of the time watched",
    ),
  factors: z
    .record(z.string(), factor)
    .default({})
    .describe('the same for other resources, such as handles, pauses, exceptions or your own'),
});

export type ResourceBudgets = z.output<typeof resourceBudgets>;
export type GateQuery = z.output<typeof query>;

const endpoint = z.object({}).optional().catch(undefined);

/** Looks at values that other rules may have refused. */
const withWatched = z.object({
  primary: z.object({ metrics: endpoint }).catch({}),
  candidate: z.object({ metrics: endpoint }).catch({}),
  prometheus: endpoint,
  gate: z
    .object({
      queries: z.array(z.object({ name: z.string().optional().catch(undefined) })).catch([]),
    })
    .catch({ queries: [] }),
});

interface WatchFault {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Keys that need each other: metrics of both deployments, and queries with a server. */
export function watchFaults(config: unknown): readonly WatchFault[] {
  const { data } = withWatched.safeParse(config);
  if (data === undefined) return [];
  const { primary, candidate, prometheus, gate } = data;
  const faults: WatchFault[] = [];
  if ((primary.metrics === undefined) !== (candidate.metrics === undefined)) {
    const [given, other] =
      primary.metrics === undefined ? ['candidate', 'primary'] : ['primary', 'candidate'];
    const message = `add ${other}.metrics: resources of both are compared`;
    faults.push({ path: [given, 'metrics'], message });
  }
  if (gate.queries.length > 0 && prometheus === undefined) {
    const message = 'add prometheus: http://HOST:PORT, which answers the queries';
    faults.push({ path: ['gate', 'queries'], message });
  }
  const seen = new Set<string>();
  for (const [index, { name }] of gate.queries.entries()) {
    if (name === undefined) continue;
    if (seen.has(name)) {
      faults.push({
        path: ['gate', 'queries', index, 'name'],
        message: 'two queries have this name',
      });
    }
    seen.add(name);
  }
  return faults;
}
