import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { request } from 'undici';
import { type ServingParallax, serveRole } from '../../cli/parallax-program.ts';
import { type NatsServer, natsServerProgram, startNatsServer } from '../../support/nats-server.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { type Balancer, nginxProgram, startBalancer } from './balancer.ts';

/** Whether all programs of a fleet can be started here. */
export const hasFleetPrograms = hasPostgres && natsServerProgram !== null && nginxProgram !== null;

export interface FleetOptions {
  readonly primary: string;
  readonly candidate: string;
  readonly taps: number;
  readonly hubs: number;
  /** On top of what makes taps and hubs mirror everything. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Taps behind a real balancer, and hubs, on a real NATS and a real PostgreSQL. */
export interface Fleet extends AsyncDisposable {
  /** Where clients connect. */
  readonly url: string;
  readonly nats: NatsServer;
  readonly postgres: TestPostgres;
  readonly taps: readonly ServingParallax[];
  /** Those that were started and not killed. */
  readonly hubs: readonly ServingParallax[];
  startHub(): Promise<ServingParallax>;
  /** Ends a hub as a crash does. */
  killHub(hub: ServingParallax): Promise<void>;
  /** What a hub answers to a path of its API. */
  ask<T>(hub: ServingParallax, path: string): Promise<T>;
  /** What a hub counts. */
  counts(hub: ServingParallax): Promise<FleetCounts>;
  /** Waits until every hub counts so many exchanges as compared or lost. */
  settled(exchanges: number): Promise<FleetCounts>;
}

/** Exchanges of the running epoch. */
export interface FleetCounts {
  readonly compared: number;
  readonly mismatches: number;
  /** By reason. */
  readonly lost: Readonly<Record<string, number>>;
}

/** What `/api/gate` answers, as far as tests look at it. */
export interface FleetGate {
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly criteria: readonly {
    readonly criterion: string;
    readonly n: number | null;
    readonly k: number | null;
  }[];
  readonly findings: readonly { readonly route: string; readonly field: string }[];
}

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  await using started = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'parallax-fleet-'));
  started.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [nats, postgres] = await Promise.all([startNatsServer(), startPostgres()]);
  started.use(nats);
  started.use(postgres);
  const { url, password } = await postgres.createDatabase();
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password ?? '');
  const file = join(folder, 'parallax.yaml');
  writeFileSync(
    file,
    stringify({
      listen: '127.0.0.1:0',
      admin: '127.0.0.1:0',
      primary: options.primary,
      candidate: { url: options.candidate, ownState: true },
      mirror: { methods: 'all' },
      fleet: { nats: nats.url, name: 'test' },
      store: { url, passwordFile },
      ...options.settings,
    }),
  );
  const hubs: ServingParallax[] = [];
  const start = async (role: 'tap' | 'hub'): Promise<ServingParallax> => {
    const ready = role === 'hub' ? 'this hub is ready' : 'serving';
    const one = started.use(await serveRole([role, '--config', file], ready));
    if (role === 'hub') hubs.push(one);
    return one;
  };
  const taps = await Promise.all(Array.from({ length: options.taps }, () => start('tap')));
  await Promise.all(Array.from({ length: options.hubs }, () => start('hub')));
  const balancer: Balancer = started.use(
    await startBalancer(taps.map(({ listenAddress }) => listenAddress)),
  );
  const all = started.move();

  async function text(hub: ServingParallax, path: string): Promise<string> {
    const { statusCode, body } = await request(`http://${hub.adminAddress}${path}`);
    const answer = await body.text();
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${answer}`);
    return answer;
  }

  async function ask<T>(hub: ServingParallax, path: string): Promise<T> {
    return JSON.parse(await text(hub, path)) as T;
  }

  async function counts(hub: ServingParallax): Promise<FleetCounts> {
    const metrics = await text(hub, '/metrics');
    const lost = metrics.matchAll(/^parallax_epoch_lost_exchanges\{reason="(\w+)"\} (\d+)$/gm);
    const compared = /^parallax_epoch_exchanges\{stage="compared"\} (\d+)$/m.exec(metrics)?.[1];
    const { criteria } = await ask<FleetGate>(hub, '/api/gate');
    const ofMismatches = criteria.filter(({ criterion }) => criterion === 'mismatches');
    return {
      compared: Number(compared ?? 0),
      mismatches: ofMismatches.reduce((sum, { k }) => sum + (k ?? 0), 0),
      lost: Object.fromEntries(
        Array.from(lost, ([, reason = '', count]) => [reason, Number(count)]),
      ),
    };
  }

  async function settled(exchanges: number): Promise<FleetCounts> {
    for (;;) {
      const found = await Promise.all(hubs.map(counts));
      const [first] = found;
      const isSettled = found.every((one) => totalOf(one) >= exchanges);
      if (first !== undefined && isSettled) return first;
      await sleep(100);
    }
  }

  return {
    url: balancer.url,
    nats,
    postgres,
    taps,
    hubs,
    startHub: () => start('hub'),
    async killHub(hub) {
      hubs.splice(hubs.indexOf(hub), 1);
      hub.kill('SIGKILL');
      await hub.ended;
    },
    ask,
    counts,
    settled,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function totalOf({ compared, lost }: FleetCounts): number {
  return Object.values(lost).reduce((sum, one) => sum + one, compared);
}
