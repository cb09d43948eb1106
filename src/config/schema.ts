import { z } from 'zod';
import { adminAccess, adminAccessFaults } from './admin-access.ts';
import { asFault } from './as-fault.ts';
import { asParsed } from './as-parsed.ts';
import { candidateVersion } from './candidate-version.ts';
import { compare, routeCompare } from './compare-schema.ts';
import { database, databaseFaults } from './database-schema.ts';
import { fleet, fleetFaults } from './fleet-schema.ts';
import { gateFaults } from './gate-faults.ts';
import { gatePolicySchema } from './gate-policy.ts';
import { headerFaults } from './header-faults.ts';
import { identities } from './identities-schema.ts';
import { jsonPathFault } from './json-path.ts';
import { parseHostAndPort, parseListenAddress } from './listen-address.ts';
import { metrics } from './metrics-schema.ts';
import { openapiFile, type WithDocument } from './openapi/config-keys.ts';
import { ownAddressFaults, sharedAddressFaults } from './own-address.ts';
import { outOfPath, outOfPathFaults } from './out-of-path-schema.ts';
import { record, recordFaults } from './record-schema.ts';
import type { ReplayFacts } from './replay-facts.ts';
import { routeBy } from './route-by.ts';
import { requestEdits } from './requests/request-edits-schema.ts';
import { tracing } from './requests/tracing-schema.ts';
import { routeFaults } from './route-faults.ts';
import { offRouteFaults, routePolicyKeys } from './route-policy-keys.ts';
import { routeTemplateFault } from './route-template.ts';
import { secondary, secondaryFaults } from './secondary-schema.ts';
import { secretPatternFault } from './pattern.ts';
import { socketFaults } from './socket-faults.ts';
import { store } from './store-schema.ts';
import { upstreamTls, upstreamTlsFaults } from './upstream-tls.ts';
import { hostHeader, milliseconds, origin, originAndPath, pemFile } from './upstream-values.ts';
import { metricsEndpoint, prometheusServer, watchFaults } from './watch-schema.ts';
import { withShorthand } from './with-shorthand.ts';

const address = z.string().transform(asParsed(parseHostAndPort)).meta({ placeholder: 'HOST:PORT' });
const listenAddress = z
  .string()
  .transform(asParsed(parseListenAddress))
  .meta({ placeholder: 'HOST:PORT' });

const bytes = z.int().positive();

const serverTls = z.strictObject({
  cert: pemFile.describe('a PEM file with the certificate and its intermediate certificates'),
  key: pemFile.describe('a PEM file with its private key'),
});

const primary = withShorthand(
  'url',
  z.strictObject({
    url: origin.describe('the deployment whose answer the client gets'),
    hostHeader: hostHeader.default('client'),
    connectTimeoutMs: milliseconds
      .default(10_000)
      .describe('how long to wait for a connection before the client gets a 502'),
    tls: upstreamTls.optional().describe('TLS settings for an https:// url'),
    metrics: metricsEndpoint.optional().describe('where its memory and CPU are read'),
    database: database.optional().describe('where its statement statistics are read'),
  }),
);

const candidate = withShorthand(
  'url',
  z.strictObject({
    url: originAndPath.describe(
      'the deployment under test; a path in it is put before each request path; its answers never reach a client',
    ),
    hostHeader: hostHeader.default('client'),
    ...requestEdits,
    ownState: z
      .boolean()
      .default(false)
      .describe('states that the candidate has its own database, so writes may be mirrored to it'),
    timeoutMs: milliseconds.default(30_000).describe('from dispatch to the last response byte'),
    version: candidateVersion
      .optional()
      .describe('how Parallax learns which version answers; a new version begins a new epoch'),
    tls: upstreamTls.optional().describe('TLS settings for an https:// url'),
    metrics: metricsEndpoint.optional().describe('where its memory and CPU are read'),
    database: database.optional().describe('where its statement statistics are read'),
  }),
);

const admin = withShorthand(
  'listen',
  z.strictObject({
    listen: address.prefault('127.0.0.1:9900').describe('the address of metrics, health and pages'),
    tls: serverTls.optional().describe('with it, the admin address accepts TLS only'),
    ...adminAccess,
  }),
);

const mirror = z.strictObject({
  methods: z
    .enum(['none', 'safe', 'all'])
    .default('safe')
    .describe('none: serve only; safe: GET, HEAD, OPTIONS and the like; all: writes too'),
  sample: z.number().min(0).max(1).default(1).describe('the share of clients that is mirrored'),
  sampleBy: z
    .string()
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'write `connection` or the name of a request header')
    .default('connection')
    .describe('what defines a client: `connection`, or a request header such as authorization'),
  concurrency: z
    .int()
    .positive()
    .max(10_000)
    .default(64)
    .describe('requests that may be with the candidate at once'),
  queueMax: z
    .int()
    .positive()
    .default(20_000)
    .describe('exchanges that may wait for the candidate; further ones are shed'),
});

const capture = z.strictObject({
  bodyBytesMax: bytes
    .default(1024 * 1024)
    .describe('a larger body is relayed in full, but its exchange is not compared'),
  budgetBytes: bytes
    .default(64 * 1024 * 1024)
    .describe('bytes held for mirroring at once, over all connections; further exchanges are shed'),
});

const limits = z.strictObject({
  connections: z
    .int()
    .positive()
    .default(10_000)
    .describe('client connections at once; at the limit, idle ones make room for new ones'),
  headTimeoutMs: milliseconds
    .default(60_000)
    .describe('how long a client may take for the head of a request, TLS handshake included'),
  idleTimeoutMs: milliseconds
    .default(3_600_000)
    .describe('a connection without a byte in either direction for this long is closed'),
  drainTimeoutMs: milliseconds
    .default(30_000)
    .describe('after SIGTERM, how long running exchanges may take to finish'),
});

const routeKeys = z.strictObject({
  match: z
    .string()
    .regex(
      /^([A-Z]+|\*) \/\S*(?: \S+)?$/,
      'write METHOD /path/{name}, for example GET /api/keys/{id}, or * /path for any method',
    )
    .superRefine(asFault(routeTemplateFault))
    .describe('METHOD /path/{name}, or METHOD /path/{name} OPERATION on a route with by')
    .meta({ placeholder: 'METHOD /path/{name}' }),
  by: routeBy
    .optional()
    .describe(
      'what separates the operations of this route, which are counted and judged separately',
    ),
  area: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'an area is lower-case letters, digits and hyphens')
    .optional()
    .describe('the business area that the route belongs to; the gate judges each area'),
  ...routePolicyKeys,
  compare: routeCompare
    .optional()
    .describe('how the responses of this route are compared, in addition to compare'),
});

const route = routeKeys.superRefine(offRouteFaults);

const hiddenRoute = z
  .string()
  .regex(
    /^(?:\*|(?:[A-Z]+|\*) \/\S*)$/,
    'write METHOD /path/{name}, for example POST /v1/chat/completions, * /path for any method, or * for all routes',
  )
  .superRefine(asFault((match) => (match === '*' ? null : routeTemplateFault(match))));

const redact = z.strictObject({
  paths: z
    .array(z.string().superRefine(asFault(jsonPathFault)))
    .default([])
    .describe('RFC 9535 JSONPaths into JSON bodies; values there are never shown'),
  patterns: z
    .array(z.string().superRefine(asFault(secretPatternFault)))
    .default([])
    .describe('regular expressions in RE2 syntax; what they match is never shown'),
  emails: z.boolean().default(false).describe('whether to hide email addresses'),
  bodies: z
    .array(hiddenRoute)
    .default([])
    .describe(
      'routes whose bodies are shown without text, only with names, types and lengths; * for all. ' +
        'For prompts and answers of language models',
    ),
});

/** Accepts values that other rules may have refused, and that have no defaults then. */
const writesToSharedState = z.object({
  mirror: z.object({ methods: z.literal('all') }),
  candidate: z.object({ ownState: z.literal(false).default(false) }),
});

/** The one schema of file and flags. Unknown keys are faults: a misspelt limit must not pass. */
export const configSchema = z
  .strictObject({
    listen: listenAddress
      .prefault('127.0.0.1:8080')
      .describe(
        'where clients connect: HOST:PORT, or a Unix socket such as unix:/run/parallax.sock',
      ),
    tls: serverTls.optional().describe('with it, clients must use TLS'),
    proxyProtocol: z
      .boolean()
      .default(false)
      .describe(
        'each connection must begin with a PROXY header (version 1 or 2), which has the client address; others are closed',
      ),
    forwarded: z
      .boolean()
      .default(false)
      .describe(
        'append X-Forwarded-For, -Proto and -Host to what primary receives; requests that cannot be edited are refused',
      ),
    outOfPath: outOfPath
      .optional()
      .describe('Parallax is the target of a mirror that exists, such as Envoy or nginx'),
    primary: primary.describe('the deployment that answers clients'),
    candidate: candidate.describe('the deployment under test'),
    secondary: secondary
      .optional()
      .describe("a second instance of primary's code: its differences from primary are noise"),
    admin: admin
      .prefault({})
      .describe('the address of metrics, health and pages, and access to it'),
    mirror: mirror.prefault({}).describe('which requests are mirrored, and how many at once'),
    tracing: tracing.prefault({}).describe('the trace headers of mirrored requests'),
    identities: identities
      .prefault({})
      .describe('ids, tokens and cursors whose values differ between the deployments'),
    capture: capture.prefault({}).describe('how much of each exchange is kept for the comparison'),
    limits: limits.prefault({}).describe('limits of the live plane: connections and times'),
    openapi: openapiFile
      .optional()
      .describe(
        'an OpenAPI document (3.0 or 3.1) whose operations become routes and whose tags become areas',
      ),
    routes: z
      .array(route)
      .default([])
      .describe('names, areas, policies and rules of single routes'),
    routesMax: z
      .int()
      .positive()
      .max(10_000)
      .default(500)
      .describe('distinct routes and operations; later ones are counted as (other)'),
    metrics: metrics.prefault({}),
    compare: compare
      .prefault({})
      .describe('rules for differences that are intended; they hold on all routes'),
    gate: gatePolicySchema
      .prefault({})
      .describe('what the candidate must show before it may be promoted'),
    prometheus: prometheusServer.optional().describe('the server that answers gate.queries'),
    store: store
      .optional()
      .describe('keeps evidence across restarts; without it, evidence is in memory only'),
    fleet: fleet
      .optional()
      .describe('how taps and hubs are connected; parallax run does not use it'),
    record: record.optional().describe('records exchanges in a file, for a later replay'),
    redact: redact.prefault({}).describe('the parts of bodies that are never shown'),
    log: z
      .strictObject({
        level: z
          .enum(['debug', 'info', 'warn', 'error'])
          .default('info')
          .describe('the lowest level that is logged'),
        format: z
          .enum(['auto', 'json', 'pretty'])
          .default('auto')
          .describe('auto writes lines for people on a terminal, and JSON elsewhere'),
      })
      .prefault({})
      .describe('the log on standard output'),
  })
  .superRefine(
    (config, context) => {
      if (writesToSharedState.safeParse(config).success) {
        context.addIssue({
          code: 'custom',
          path: ['mirror', 'methods'],
          message:
            'mirroring writes changes data twice unless the candidate has its own database: ' +
            'set candidate.ownState: true if it has, or mirror.methods: safe',
        });
      }
      for (const faultsOf of [
        secondaryFaults,
        adminAccessFaults,
        ownAddressFaults,
        sharedAddressFaults,
        socketFaults,
        upstreamTlsFaults,
        gateFaults,
        headerFaults,
        routeFaults,
        fleetFaults,
        watchFaults,
        databaseFaults,
        recordFaults,
        outOfPathFaults,
      ]) {
        for (const fault of faultsOf(config)) context.addIssue({ code: 'custom', ...fault });
      }
    },
    // With other faults in the config too: all of them are shown at once.
    { when: () => true },
  );

export type Config = WithDocument<z.output<typeof configSchema>> & {
  /** Set in a replay; not a key of the config file. */
  readonly replay?: ReplayFacts;
};
export type Address = z.output<typeof address>;
export type RouteConfig = Config['routes'][number];
