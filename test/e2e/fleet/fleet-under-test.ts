import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { request } from 'undici';
import { configSchema } from '../../../src/config/schema.ts';
import { startTap } from '../../../src/process/start-tap.ts';
import { freePort } from '../../support/free-port.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { type NatsServer, startNatsServer } from '../../support/nats-server.ts';
import { postgresPassword, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { listen } from '../../support/raw-socket.ts';
import { until } from '../../support/until.ts';

/** A hub in a process of its own. */
export interface HubProcess {
  readonly admin: string;
  /** What it has logged. */
  readonly lines: readonly string[];
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
}

export interface Fleet extends AsyncDisposable {
  readonly nats: NatsServer;
  readonly postgres: TestPostgres;
  /** Targets that the candidate was asked for, in their order. */
  readonly asked: readonly string[];
  startHub(): Promise<HubProcess>;
  /** Sends a request through one of the taps. */
  get(target: string): Promise<void>;
  /** Rows of a statement. */
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
}

const program = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const runner = fileURLToPath(new URL('../../../src/run.js', import.meta.url));

/** Another target gets the same answer of both deployments. */
export const differentTarget = '/differs';

/** Taps in this process, in front of a primary, and a candidate for the hubs; both answer with the target. */
export async function startFleet({ taps = 2, fleet: more = {} } = {}): Promise<Fleet> {
  const asked: string[] = [];
  const primary = createServer((message, response) => response.end(`{"at":"${message.url}"}`));
  const candidate = createServer((message, response) => {
    asked.push(message.url ?? '');
    response.end(message.url === differentTarget ? '{"at":null}' : `{"at":"${message.url}"}`);
  });
  const [nats, postgres] = await Promise.all([startNatsServer(), startPostgres()]);
  const database = await postgres.createDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'parallax-fleet-'));
  writeFileSync(join(folder, 'password'), postgresPassword);
  const shared = {
    primary: `http://127.0.0.1:${await listen(primary)}`,
    candidate: { url: `http://127.0.0.1:${await listen(candidate)}`, ownState: true },
    mirror: { methods: 'all' },
    fleet: { nats: nats.url, ...more },
  };
  const running = await Promise.all(
    Array.from({ length: taps }, () => {
      const config = { ...shared, listen: '127.0.0.1:0', admin: '127.0.0.1:0' };
      return startTap(configSchema.parse(config), { log: memoryLog().log });
    }),
  );
  const hubs: ChildProcess[] = [];
  let sent = 0;

  async function startHub(): Promise<HubProcess> {
    const port = await freePort();
    const file = join(folder, `hub-${port}.yaml`);
    const store = { url: database.url, passwordFile: join(folder, 'password') };
    writeFileSync(file, stringify({ ...shared, admin: `127.0.0.1:${port}`, store }));
    const child = spawn(process.execPath, [runner, program, 'hub', '--config', file]);
    hubs.push(child);
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream
        .setEncoding('utf8')
        .on('data', (text: string) => lines.push(...text.trim().split('\n')));
    }
    await until(
      () => child.exitCode !== null || lines.some((line) => line.includes('"this hub is ready"')),
    );
    if (child.exitCode !== null) throw new Error(`the hub did not start: ${lines.join('\n')}`);
    const end = async (signal: NodeJS.Signals): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    };
    return {
      admin: `http://127.0.0.1:${port}`,
      lines,
      kill: () => end('SIGKILL'),
      stop: () => end('SIGTERM'),
    };
  }

  return {
    nats,
    postgres,
    asked,
    startHub,
    async get(target) {
      sent += 1;
      const tap = running[sent % running.length];
      const { body } = await request(`http://${tap?.listenAddress}${target}`);
      await body.dump();
    },
    async rows(sql) {
      const { rows } = await postgres.run(sql, new URL(database.url).pathname.slice(1));
      return rows as readonly Record<string, unknown>[];
    },
    async [Symbol.asyncDispose]() {
      for (const hub of hubs) hub.kill('SIGKILL');
      await Promise.all(running.map((tap) => tap.drain()));
      for (const server of [primary, candidate]) server.closeAllConnections();
      primary.close();
      candidate.close();
      await Promise.all([nats[Symbol.asyncDispose](), postgres[Symbol.asyncDispose]()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
