/** What the command line of a replay says, in place of what the config says. */
export interface ReplayGiven {
  readonly candidate: string | undefined;
  readonly secondary: string | undefined;
  readonly methods: string | undefined;
  readonly concurrency: number | undefined;
  /** Where the pages are while it runs, as `HOST:PORT`. */
  readonly admin: string | undefined;
  /** Of requests to the candidate: names and values. */
  readonly headers: readonly (readonly [string, string])[];
}

type Mapping = Record<string, unknown>;

/** What was recorded was primary's: nothing is ever sent there. This name never resolves (RFC 6761, section 6.4). */
const recordedPrimary = 'http://recorded.invalid';

/** Keys that concern clients, other processes, or what only a running deployment shows. */
const liveKeys = ['tls', 'proxyProtocol', 'forwarded', 'store', 'fleet', 'prometheus'] as const;

/**
 * Makes the config of a replay of one for live traffic, in place: no client connects, nothing is saved, production is never
 * asked, and no time has to pass.
 */
export function adjustForReplay(input: Mapping, given: ReplayGiven): void {
  for (const key of liveKeys) delete input[key];
  input['listen'] = '127.0.0.1:0';
  input['primary'] = recordedPrimary;
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
  else input['secondary'] = { ...secondary, ...ownsState };
  input['mirror'] = {
    ...mapping(input['mirror']),
    // A recording is played as a whole.
    sample: 1,
    ...(given.methods !== undefined && { methods: given.methods }),
    ...(given.concurrency !== undefined && { concurrency: given.concurrency }),
  };
}

/** Without TLS: the program itself asks there. */
function adminOf(value: unknown, listen = '127.0.0.1:0'): Mapping {
  const admin = mapping(value, 'listen');
  delete admin['tls'];
  return { ...admin, listen };
}

/** Without what needs time to pass, or a deployment to be watched. */
function gateOf(value: unknown): Mapping {
  const gate = mapping(value);
  delete gate['resources'];
  delete gate['queries'];
  delete gate['databases'];
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
  // Primary's, to compare it with, is not asked.
  delete deployment['database'];
  return url === undefined ? deployment : { ...deployment, url };
}

/** `self` is primary, which is not asked. */
function secondaryOf(value: unknown, url: string | undefined): Mapping | null {
  const secondary = withUrl(value, url);
  const isInstance = typeof secondary['url'] === 'string' && secondary['url'] !== 'self';
  delete secondary['self'];
  return isInstance ? secondary : null;
}

function withHeaders(candidate: Mapping, given: ReplayGiven['headers']): Mapping {
  if (given.length === 0) return candidate;
  const headers = mapping(candidate['headers']);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const kept = Object.entries(mapping(headers['set'])).filter(
    ([name]) => !names.has(name.toLowerCase()),
  );
  const added = given.map(([name, text]) => [name, { text, secret: true }] as const);
  return { ...candidate, headers: { ...headers, set: Object.fromEntries([...kept, ...added]) } };
}

/** A copy of a mapping; of a text, which is short for one of its members, the mapping that it stands for. */
function mapping(value: unknown, shorthand?: string): Mapping {
  if (typeof value === 'string' && shorthand !== undefined) return { [shorthand]: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return { ...value };
}
