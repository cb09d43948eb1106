import { createServer } from 'node:http';
import { Agent, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../support/raw-socket.ts';
import type { Example } from './parallax-between.ts';
import { type Reloadable, sharedReloadable } from './reload/reloadable.ts';

interface Received {
  readonly method: string;
  readonly target: string;
  readonly client: string;
}

/** A deployment that answers all but what it is to keep waiting, and remembers what it was asked. */
async function deployment(waits: (target: string) => boolean = () => false) {
  const received: Received[] = [];
  const held = new Map<string, () => void>();
  const server = createServer((asked, response) => {
    const { method = '', url: target = '', headers } = asked;
    received.push({ method, target, client: String(headers['x-client']) });
    const answer = (): void => void response.end('{"is":"fine"}');
    if (waits(target)) held.set(target, answer);
    else answer();
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answer: (target: string) => held.get(target)?.(),
    asked: (target: string) => received.filter((one) => one.target === target),
  };
}

type Deployment = Awaited<ReturnType<typeof deployment>>;

interface Asking {
  readonly target: string;
  readonly method?: 'GET' | 'POST';
  readonly client?: string;
}

/** Sends all of it through Parallax, eight at a time; each client's after its own last answer. */
async function sendAll(parallax: Reloadable, all: readonly Asking[]): Promise<void> {
  const agent = new Agent({ connections: 8 });
  const answers = all.map(async ({ target, method = 'GET', client = 'a' }) => {
    const headers = { 'x-client': client };
    const { body, statusCode } = await request(parallax.url + target, {
      method,
      headers,
      dispatcher: agent,
    });
    await body.dump();
    return statusCode;
  });
  expect(new Set(await Promise.all(answers))).toEqual(new Set([200]));
  await agent.close();
}

const begin = sharedReloadable();

/** Parallax between two deployments that each have a state of their own, where everything is mirrored. */
function between(
  primary: Deployment,
  candidate: Deployment,
  settings: object,
): Promise<Reloadable> {
  return begin({
    primary: primary.url,
    candidate: { url: candidate.url, ownState: true },
    mirror: { methods: 'all' },
    ...settings,
  });
}

/** The latest exchanges of an outcome, on some of the paths. */
async function examples(
  parallax: Reloadable,
  outcome: string,
  ...paths: readonly string[]
): Promise<readonly Example[]> {
  const answer = await parallax.admin(`/api/comparisons?outcome=${outcome}&limit=500`);
  const all = JSON.parse(answer) as Example[];
  return all.filter(({ route }) => paths.some((path) => route.endsWith(` ${path}`)));
}

const times = (count: number, asking: Asking): Asking[] =>
  Array.from({ length: count }, () => asking);

const targetsOf = ({ received }: Deployment): string[] =>
  received.map(({ target }) => target).toSorted();

describe('a route with a cap', () => {
  it('is mirrored at most at its rate to candidate and secondary, and other routes completely', async () => {
    const [primary, candidate, secondary] = [
      await deployment(),
      await deployment(),
      await deployment(),
    ];
    const parallax = await between(primary, candidate, {
      secondary: { url: secondary.url, ownState: true },
      routes: [{ match: 'POST /paid', perSecondMax: 10 }],
    });
    const startedAt = performance.now();
    const paid = { target: '/paid', method: 'POST' } as const;
    await sendAll(
      parallax,
      times(400, paid).flatMap((one) => [one, { target: '/free' }]),
    );
    const outcomes = await parallax.outcomes(800);
    const seconds = (performance.now() - startedAt) / 1000;
    const sent = candidate.asked('/paid').length;
    expect(sent).toBeGreaterThanOrEqual(10);
    expect(sent).toBeLessThanOrEqual(10 + 10 * seconds);
    expect(candidate.asked('/free')).toHaveLength(400);
    expect(targetsOf(secondary)).toEqual(targetsOf(candidate));
    expect(outcomes).toEqual({ match: 400 + sent, skipped: 400 - sent });
    const reasons = (await examples(parallax, 'skipped', '/paid', '/free')).map(
      ({ reason }) => reason,
    );
    expect(new Set(reasons)).toEqual(new Set(['route_rate']));
  });
});

describe('a route with a timeout', () => {
  it('times out after its own timeout, and other routes after that of the candidate', async () => {
    const primary = await deployment();
    const candidate = await deployment((target) => target !== '/quick');
    const parallax = await between(primary, candidate, {
      candidate: { url: candidate.url, ownState: true, timeoutMs: 600_000 },
      routes: [{ match: 'GET /hangs', timeoutMs: 300 }],
    });
    await sendAll(parallax, [{ target: '/patient' }, { target: '/hangs' }, { target: '/quick' }]);
    expect(await parallax.outcomes(2)).toEqual({ candidate_error: 1, match: 1 });
    expect(
      await examples(parallax, 'candidate_error', '/hangs', '/quick', '/patient'),
    ).toMatchObject([{ route: 'GET /hangs', reason: 'timeout' }]);
    candidate.answer('/patient');
    expect(await parallax.outcomes(3)).toEqual({ candidate_error: 1, match: 2 });
  });
});

describe('a route with a share of its own', () => {
  it('is mirrored for a subset of the clients of the larger share', async () => {
    const [primary, candidate] = [await deployment(), await deployment()];
    const parallax = await between(primary, candidate, {
      mirror: { methods: 'all', sample: 0.6, sampleBy: 'x-client' },
      routes: [
        { match: 'GET /few', sample: 0.2 },
        { match: 'GET /all', sample: 1 },
      ],
    });
    const clients = Array.from({ length: 100 }, (_, number) => `client-${number}`);
    const targets = ['/few', '/few', '/most', '/all'];
    const all = clients.flatMap((client) => targets.map((target) => ({ target, client })));
    await sendAll(parallax, all);
    const outcomes = await parallax.outcomes(all.length);
    const clientsAt = (target: string) => new Set(candidate.asked(target).map((one) => one.client));
    const [few, most] = [clientsAt('/few'), clientsAt('/most')];
    expect(clientsAt('/all').size).toBe(100);
    expect([...few].filter((client) => !most.has(client))).toEqual([]);
    // Both requests of a client, or none.
    expect(candidate.asked('/few')).toHaveLength(2 * few.size);
    expect(few.size).toBeGreaterThan(5);
    expect(few.size).toBeLessThan(most.size);
    expect(outcomes.match).toBe(2 * few.size + most.size + 100);
    const reasons = (await examples(parallax, 'skipped', '/few', '/most', '/all')).map(
      ({ reason }) => reason,
    );
    expect(new Set(reasons)).toEqual(new Set(['not_sampled']));
  });
});

describe('a health check and a metrics path', () => {
  it('never reach the candidate with mirror: off, with any method', async () => {
    const [primary, candidate] = [await deployment(), await deployment()];
    const parallax = await between(primary, candidate, {
      routes: [
        { match: 'GET /healthz', mirror: 'off' },
        { match: '* /metrics', mirror: 'off' },
      ],
    });
    await sendAll(parallax, [
      { target: '/healthz' },
      { target: '/metrics?name=a' },
      { target: '/metrics', method: 'POST' },
      { target: '/keys' },
    ]);
    expect(await parallax.outcomes(4)).toEqual({ match: 1, skipped: 3 });
    expect(targetsOf(candidate)).toEqual(['/keys']);
    const skipped = await examples(parallax, 'skipped', '/healthz', '/metrics', '/keys');
    expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(['route_off']));
    expect(targetsOf(primary)).toHaveLength(4);
  });
});
