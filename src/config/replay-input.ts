/** Options of the command line; they replace those of the config. */
export interface ReplayGiven {
  /** Asked in place of the recorded answers. */
  readonly primary: string | undefined;
  readonly candidate: string | undefined;
  readonly secondary: string | undefined;
  readonly methods: string | undefined;
  readonly concurrency: number | undefined;
  /** Where the pages are while it runs, as `HOST:PORT`. */
  readonly admin: string | undefined;
  /** Headers that requests to all deployments get: names and values. */
  readonly headers: readonly (readonly [string, string])[];
}

/** No option replaces a key of the config. */
export const nothingGiven: ReplayGiven = {
  primary: undefined,
  candidate: undefined,
  secondary: undefined,
  methods: undefined,
  concurrency: undefined,
  admin: undefined,
  headers: [],
};

type Mapping = Record<string, unknown>;

/** Only --primary names a primary to send requests to. This name never resolves (RFC 6761, section 6.4). */
const recordedPrimary = 'http://recorded.invalid';

/** Keys that concern clients, other processes, or what only a running deployment shows. */
const liveKeys = [
  'tls',
  'proxyProtocol',
  'forwarded',
  'outOfPath',
  'record',
  'store',
  'fleet',
  'prometheus',
] as const;

/** Keys of a route that leave out some of its exchanges: a replay sends all that are selected. */
const samplingKeys = ['sample', 'perSecondMax'];

/**
 * Turns a config for live traffic into one for a replay, in place: no client connects, nothing is saved, production gets no
 * requests, and no soak is required.
 */
export function adjustForReplay(input: Mapping, given: ReplayGiven): void {
  for (const key of liveKeys) delete input[key];
  input['listen'] = '127.0.0.1:0';
  input['primary'] =
    given.primary === undefined ? recordedPrimary : withUrl(input['primary'], given.primary);
  input['admin'] = adminOf(input['admin'], given.admin);
  input['log'] ??= { level: 'error' };
  input['gate'] = gateOf(input['gate']);
  const identities = mapping(input['identities']);
  delete identities['store'];
  input['identities'] = identities;
  const ownsState = given.methods === 'all' ? { ownState: true } : {};
  const candidate = { ...withUrl(input['candidate'], given.candidate), ...ownsState };
  input['candidate'] = withHeaders(candidate, given.headers);
  const secondary = secondaryOf(input['secondary'], given.secondary);
  if (secondary === null) delete input['secondary'];
  else input['secondary'] = withHeaders({ ...secondary, ...ownsState }, given.headers);
  input['mirror'] = {
    ...mapping(input['mirror']),
    // A recording is played as a whole.
    sample: 1,
    ...(given.methods !== undefined && { methods: given.methods }),
    ...(given.concurrency !== undefined && { concurrency: given.concurrency }),
  };
  removeFromRoutes(input, samplingKeys);
}

/**
 * The same for the plane that sends recorded requests to primary: its candidate is primary, whose answers nobody compares.
 *
 * @param given with an address of primary
 */
export function adjustForAsking(input: Mapping, given: ReplayGiven): void {
  const { connectTimeoutMs: _, ...primary } = mapping(input['primary'], 'url');
  const { timeoutMs } = mapping(input['candidate'], 'url');
  input['candidate'] = { ...primary, ...(timeoutMs !== undefined && { timeoutMs }) };
  const { pin: _pinned, seed: _seed, ...identities } = mapping(input['identities']);
  input['identities'] = identities;
  for (const key of ['secondary', 'compare']) delete input[key];
  removeFromRoutes(input, ['compare']);
  const { primary: candidate } = given;
  adjustForReplay(input, { ...given, primary: undefined, candidate, secondary: undefined });
}

/** Values that are no mappings stay: the schema reports them. */
function removeFromRoutes(input: Mapping, keys: readonly string[]): void {
  const routes = input['routes'];
  if (!Array.isArray(routes)) return;
  input['routes'] = routes.map((route: unknown) => {
    if (!isMapping(route)) return route;
    return Object.fromEntries(Object.entries(route).filter(([key]) => !keys.includes(key)));
  });
}

/** Without TLS: only this program connects to it. */
function adminOf(value: unknown, listen = '127.0.0.1:0'): Mapping {
  const admin = mapping(value, 'listen');
  delete admin['tls'];
  return { ...admin, listen };
}

/** Without criteria that need a soak or a running deployment. */
function gateOf(value: unknown): Mapping {
  const gate = mapping(value);
  delete gate['resources'];
  delete gate['databases'];
  delete gate['queries'];
  gate['defaults'] = { ...mapping(gate['defaults']), soakHours: 0 };
  const areas = Object.entries(mapping(gate['areas'])).map(([name, area]) => {
    return [name, { ...mapping(area), soakHours: 0 }] as const;
  });
  if (areas.length > 0) gate['areas'] = Object.fromEntries(areas);
  return gate;
}

function withUrl(value: unknown, url: string | undefined): Mapping {
  const deployment = mapping(value, 'url');
  delete deployment['metrics'];
  delete deployment['database'];
  return url === undefined ? deployment : { ...deployment, url };
}

/** Null for `self`, which is primary: a replay sends nothing there. */
function secondaryOf(value: unknown, url: string | undefined): Mapping | null {
  const secondary = withUrl(value, url);
  const isInstance = typeof secondary['url'] === 'string' && secondary['url'] !== 'self';
  delete secondary['self'];
  return isInstance ? secondary : null;
}

function withHeaders(deployment: Mapping, given: ReplayGiven['headers']): Mapping {
  if (given.length === 0) return deployment;
  const headers = mapping(deployment['headers']);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const kept = Object.entries(mapping(headers['set'])).filter(
    ([name]) => !names.has(name.toLowerCase()),
  );
  const added = given.map(([name, text]) => [name, { text, secret: true }] as const);
  return { ...deployment, headers: { ...headers, set: Object.fromEntries([...kept, ...added]) } };
}

/** A copy of a mapping. A text is expanded to a mapping with the shorthand's key. */
function mapping(value: unknown, shorthand?: string): Mapping {
  if (typeof value === 'string' && shorthand !== undefined) return { [shorthand]: value };
  return isMapping(value) ? { ...value } : {};
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
