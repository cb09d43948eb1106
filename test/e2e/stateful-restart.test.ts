import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MigrationBug } from '../../example/conduit/migration-bugs.ts';
import { type RunningConduit, serve } from '../../example/conduit/serve.ts';
import { driveMembers } from '../../example/stateful/drive-members.ts';
import { serveParallax } from '../cli/parallax-program.ts';
import { isLong } from '../support/long-runs.ts';
import { direct, repository } from '../example/conduit-under-test.ts';

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/**
 * What some thousand requests can show. What the candidate does not answer while it is away, and
 * what is not compared meanwhile, must be within it.
 */
const policy = {
  mismatchBudget: 0.4,
  errorBudget: 0.4,
  routeExchangesMin: 5,
  coverageFloor: 0.8,
  soakHours: 0,
  // A busy machine knows few times.
  latency: { delta: 50, epsilonMs: 5_000, share: 0.99, tail: { share: 0.99 }, measuredShareMin: 0 },
};
/** Judged by themselves, since few requests are about them, and with wider budgets for that. */
const smallAreas = { sessions: budgets(0.45), history: budgets(0.45) };
const routes = [
  { match: '* /api/virtual-keys', area: 'keys' },
  { match: '* /api/virtual-keys/{id}', area: 'keys' },
  { match: 'POST /api/virtual-keys/{id}/rotate', area: 'keys' },
  { match: 'POST /api/sessions', area: 'sessions' },
  { match: 'GET /api/sessions/current', area: 'sessions' },
  { match: 'DELETE /api/sessions/current', area: 'sessions' },
  { match: 'GET /api/virtual-keys/{id}/request-logs', area: 'history' },
];
const compare = {
  ignore: ['$..latencyMs'],
  headers: { compare: ['etag', 'location', 'set-cookie', 'content-type'] },
};
const brokenOffShare = 0.02;
const awayMs = 500;
/** A busy machine lets the mirror fall far behind. */
const judgedWithinMs = 60_000;

interface Criterion {
  readonly criterion: string;
  readonly result: string;
  readonly reason: string;
  readonly n: number | null;
  readonly k: number | null;
}

interface Verdict {
  readonly verdict: string;
  readonly criteria: readonly Criterion[];
}

function hitsOf(criteria: readonly Criterion[], name: string): number {
  return criteria
    .filter(({ criterion }) => criterion === name)
    .reduce((sum, { k }) => sum + (k ?? 0), 0);
}

function budgets(share: number): object {
  return { mismatchBudget: share, errorBudget: share };
}

/** The verdict on a candidate that restarts half-way, while clients break requests off. */
async function judge(
  { requests, clients }: { readonly requests: number; readonly clients: number },
  bugs: readonly MigrationBug[],
): Promise<Verdict> {
  const database = ':memory:';
  const [primary, candidate] = await Promise.all([
    serve({ port: 0, database, seed: 'one', ids: 'integer', flavour: direct }),
    serve({ port: 0, database, seed: 'other', ids: 'uuid', flavour: repository(...bugs) }),
  ]);
  closing.push(primary.close, candidate.close);
  const config = writeConfig(primary, candidate, bugs.length > 0);
  await using parallax = await serveParallax(['--config', config]);
  const ask = async (path: string): Promise<unknown> =>
    (await request(`http://${parallax.adminAddress}${path}`)).body.json();
  const untilJudged = (exchanges: number): Promise<void> =>
    vi.waitFor(
      async () => {
        const routes = (await ask('/api/routes')) as readonly { readonly exchanges: number }[];
        const judged = routes.reduce((sum, route) => sum + route.exchanges, 0);
        if (judged < exchanges) throw new Error(`${judged} of ${exchanges} exchanges were judged`);
      },
      { timeout: judgedWithinMs, interval: 50 },
    );

  const restarts: Promise<void>[] = [];
  let halfWay: Promise<void> | null = null;
  /** When the candidate is half-way, too, it goes, while requests go on to come. */
  async function beginRestart(): Promise<void> {
    await untilJudged(half - clients);
    restarts.push(candidate.restart(awayMs));
  }
  const half = Math.floor(requests / 2);
  await driveMembers({
    url: `http://${parallax.listenAddress}`,
    requests,
    clients,
    brokenOffShare,
    beforeRequest: (made) => {
      if (made < half) return null;
      halfWay ??= beginRestart();
      return halfWay;
    },
  });
  await Promise.all(restarts);
  await untilJudged(requests);
  return (await ask('/api/gate')) as Verdict;
}

/** @param hasBug budgets are small then: in a run of seconds only a rate that is many times over can fail */
function writeConfig(primary: RunningConduit, candidate: RunningConduit, hasBug: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-restart-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  const config = join(folder, 'parallax.yaml');
  const settings = {
    primary: primary.url,
    candidate: { url: candidate.url, ownState: true, version: 'v1' },
    mirror: { methods: 'all' },
    compare,
    routes,
    gate: hasBug
      ? { defaults: { ...policy, ...budgets(0.01) } }
      : { defaults: policy, areas: smallAreas, findings: 'budget' },
  };
  // All JSON is YAML.
  writeFileSync(config, JSON.stringify(settings));
  return config;
}

describe('a candidate that is restarted, while clients break off every fiftieth request,', () => {
  // It takes more than a minute: `LONG=1`.
  it.runIf(isLong)(
    'passes the gate after 10,000 requests if it is equal',
    async () => {
      const { verdict, criteria } = await judge({ requests: 10_000, clients: 32 }, []);
      expect(criteria.filter(({ result }) => result !== 'pass')).toEqual([]);
      expect(verdict).toBe('pass');
      const [mismatches, failures] = [hitsOf(criteria, 'mismatches'), hitsOf(criteria, 'errors')];
      // All but what it did not answer while it was away.
      expect(mismatches - failures).toBeLessThan(300);
    },
    120_000,
  );

  // stateful.test.ts has the other planted bugs.
  it.each<[MigrationBug, number]>([['missing-log-field', 2_000]])(
    'fails the gate with %s',
    async (bug, requests) => {
      const { verdict } = await judge({ requests, clients: 16 }, [bug]);
      expect(verdict).toBe('fail');
    },
    90_000,
  );
});
