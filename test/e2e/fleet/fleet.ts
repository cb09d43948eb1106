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
  /** Addresses of this machine at which taps and hubs reach the servers; 127.0.0.1 by default. */
  readonly hosts?: { readonly nats: string; readonly postgres: string };
}

/** The place of a hub, if it differs from the others. */
interface HubPlace {
  /** A command that runs it. */
  readonly within: readonly string[];
  /** The host of its admin address. */
  readonly adminHost: string;
}

/** Taps behind a real balancer, and hubs, on a real NATS and a real PostgreSQL. */
export interface Fleet extends AsyncDisposable {
  /** Where clients connect. */
  readonly url: string;
  readonly nats: NatsServer;
  readonly postgres: TestPostgres;
  /** Those that were started and not ended. */
  readonly taps: readonly ServingParallax[];
  /** Those that were started and not killed. */
  readonly hubs: readonly ServingParallax[];
  startHub(place?: HubPlace): Promise<ServingParallax>;
  /** SIGKILL ends it as a crash does, SIGTERM in an orderly way. */
  end(tapOrHub: ServingParallax, signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Hubs that hold a partition, as they say themselves. */
  owners(): Promise<readonly ServingParallax[]>;
  /** Waits for one. */
  owner(): Promise<ServingParallax>;
  /** The answer of a hub for a path of its API. */
  ask<T>(hub: ServingParallax, path: string): Promise<T>;
  /** The counts of a hub. */
  counts(hub: ServingParallax): Promise<FleetCounts>;
  /** Waits until every hub counts so many exchanges as compared or lost. */
  settled(exchanges: number): Promise<FleetCounts>;
  /** Waits until all hubs count the same, and nothing more comes for so long. */
  quiet(ms: number): Promise<FleetCounts>;
}

/** Exchanges of the running epoch. */
export interface FleetCounts {
  readonly compared: number;
  readonly mismatches: number;
  /** Lost exchanges by reason. */
  readonly lost: Readonly<Record<string, number>>;
}

/** The members of `/api/gate` that the tests use. */
export interface FleetGate {
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly criteria: readonly {
    readonly criterion: string;
    readonly reason: string;
    readonly n: number | null;
    readonly k: number | null;
  }[];
  readonly findings: readonly { readonly route: string; readonly field: string }[];
}

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  await using starting = new AsyncDisposableStack();
  let started = starting;
  const folder = mkdtempSync(join(tmpdir(), 'parallax-fleet-'));
  started.defer(() => rmSync(folder, { recursive: true, force: true }));
  const { hosts } = options;
  const [nats, postgres] = await Promise.all([
    startNatsServer({ host: hosts === undefined ? '127.0.0.1' : '0.0.0.0' }),
    startPostgres({ host: hosts?.postgres ?? '' }),
  ]);
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
      fleet: { nats: atHost(nats.url, hosts?.nats), name: 'test' },
      store: { url: atHost(url, hosts?.postgres), passwordFile },
      ...options.settings,
    }),
  );
  const hubs: ServingParallax[] = [];
  const startHub = async (place?: HubPlace): Promise<ServingParallax> => {
    const admin = place === undefined ? [] : ['--admin', `${place.adminHost}:0`];
    const args = ['hub', '--config', file, ...admin];
    const hub = started.use(await serveRole(args, 'this hub is ready', place));
    hubs.push(hub);
    return hub;
  };
  const taps = await Promise.all(
    Array.from({ length: options.taps }, () => serveRole(['tap', '--config', file])),
  );
  for (const tap of taps) started.use(tap);
  await Promise.all(Array.from({ length: options.hubs }, () => startHub()));
  const balancer: Balancer = started.use(
    await startBalancer(taps.map(({ listenAddress }) => listenAddress)),
  );
  started = starting.move();

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

  async function quiet(ms: number): Promise<FleetCounts> {
    let last = '';
    let since = performance.now();
    for (;;) {
      const [first, ...others] = await Promise.all(hubs.map(counts));
      const now = JSON.stringify(first);
      const isSame = others.every((one) => JSON.stringify(one) === now);
      if (now !== last || !isSame) since = performance.now();
      else if (first !== undefined && performance.now() - since >= ms) return first;
      last = now;
      await sleep(100);
    }
  }

  async function owners(): Promise<readonly ServingParallax[]> {
    const asked = hubs.map(async (hub) => {
      const metrics = await text(hub, '/metrics').catch(() => '');
      return /^parallax_hub_partitions(?:\{[^}]*\})? [1-9]/m.test(metrics) ? [hub] : [];
    });
    return (await Promise.all(asked)).flat();
  }

  async function owner(): Promise<ServingParallax> {
    for (;;) {
      const [first] = await owners();
      if (first !== undefined) return first;
      await sleep(20);
    }
  }

  return {
    url: balancer.url,
    nats,
    postgres,
    taps,
    hubs,
    startHub,
    async end(one, signal) {
      for (const all of [taps, hubs]) if (all.includes(one)) all.splice(all.indexOf(one), 1);
      one.kill(signal);
      await one.ended;
    },
    owners,
    owner,
    ask,
    counts,
    settled,
    quiet,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

function atHost(text: string, host = '127.0.0.1'): string {
  return text.replace('127.0.0.1', host);
}

async function ask<T>(hub: ServingParallax, path: string): Promise<T> {
  return JSON.parse(await text(hub, path)) as T;
}

async function text(hub: ServingParallax, path: string): Promise<string> {
  const { statusCode, body } = await request(`http://${hub.adminAddress}${path}`);
  const answer = await body.text();
  if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${answer}`);
  return answer;
}

function totalOf({ compared, lost }: FleetCounts): number {
  return Object.values(lost).reduce((sum, one) => sum + one, compared);
}
