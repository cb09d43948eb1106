import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { PostgresConfig } from '../../src/config/store-schema.ts';
import { freePort } from './free-port.ts';
import { systemProgram } from './system-package.ts';

/** Debian has them in a folder for each version, not on the PATH. */
const programs = postgresPrograms();

/** Whether a PostgreSQL can be started here; with `CI=true`, a missing one is a failure. */
export const hasPostgres = programs !== null;

/** The user and the password of the test databases. */
const postgresUser = 'parallax';
export const postgresPassword = 'a password of tests';

/** A private server of PostgreSQL on a port of its own. */
export interface TestPostgres extends AsyncDisposable {
  readonly port: number;
  /** The data directory. */
  readonly folder: string;
  /** Creates an empty database. */
  createDatabase(): Promise<PostgresConfig>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  start(): Promise<void>;
  restart(): Promise<void>;
  /** Lets the server's processes stand still, and go on: connections stay, and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Runs statements as the superuser, in one database or in `postgres`. */
  run(sql: string, database?: string): Promise<pg.QueryResult>;
}

/**
 * Starts a server that does not care for the machine's crash. With `tls`, it has the certificate of
 * test/support/certificate. It listens at 127.0.0.1, or at `host`, too. It loads the libraries of `preload`.
 */
export async function startPostgres({
  tls = false,
  host = '',
  preload = [] as readonly string[],
} = {}): Promise<TestPostgres> {
  if (programs === null) throw new Error('there is no PostgreSQL');
  const folder = mkdtempSync(join(tmpdir(), 'parallax-postgres-'));
  const data = join(folder, 'data');
  cpSync(template(programs), data, { recursive: true, mode: 0 });
  if (tls) addCertificate(data);
  if (host !== '') appendFileSync(join(data, 'pg_hba.conf'), 'host all all all scram-sha-256\n');
  ownedByPostgres(folder);
  const port = await freePort();
  const settings = [
    'fsync=off',
    'full_page_writes=off',
    'max_connections=60',
    'shared_buffers=32MB',
    'log_min_messages=panic',
    `listen_addresses=127.0.0.1${host === '' ? '' : `,${host}`}`,
    `unix_socket_directories=${folder}`,
    ...(tls ? ['ssl=on'] : []),
    ...(preload.length === 0 ? [] : [`shared_preload_libraries=${preload.join()}`]),
  ].flatMap((setting) => ['-c', setting]);
  let server: ChildProcess | null = null;
  let databases = 0;

  const run: TestPostgres['run'] = async (sql, database = 'postgres') => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port,
      database,
      user: postgresUser,
      password: postgresPassword,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const start = async (): Promise<void> => {
    const [command = '', ...args] = asPostgres(join(programs, 'postgres'));
    server = spawn(command, [...args, '-D', data, '-p', String(port), ...settings], {
      stdio: 'ignore',
    });
    await isReady(run);
  };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    const [main = 0, ...children] = processes(data);
    // The children of a killed server notice it only when they are next idle.
    for (const id of signal === 'SIGKILL' ? [main, ...children] : [main]) sendSignal(id, signal);
    await ended;
    server = null;
  };

  await start();
  return {
    port,
    folder: data,
    run,
    start,
    kill: () => stop('SIGKILL'),
    restart: async () => {
      await stop('SIGINT');
      await start();
    },
    freeze: () => {
      for (const id of processes(data)) sendSignal(id, 'SIGSTOP');
    },
    thaw: () => {
      for (const id of processes(data)) sendSignal(id, 'SIGCONT');
    },
    createDatabase: async () => {
      databases += 1;
      const name = `test_${databases}`;
      await run(`CREATE DATABASE ${name}`);
      const url = `postgres://${postgresUser}@127.0.0.1:${port}/${name}`;
      return { kind: 'postgres', url, password: postgresPassword };
    },
    [Symbol.asyncDispose]: async () => {
      await stop('SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function postgresPrograms(): string | null {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).map(Number).filter(Number.isInteger) : [];
  const newest = Math.max(...versions);
  const folder = join(root, String(newest), 'bin');
  if (versions.length > 0 && existsSync(join(folder, 'postgres'))) return folder;
  const found = systemProgram('postgres', { package: 'postgresql' });
  return found === null ? null : join(found, '..');
}

/** PostgreSQL refuses to run as root. */
const isRoot = userInfo().uid === 0;

function asPostgres(program: string): string[] {
  return isRoot ? ['runuser', '-u', 'postgres', '--', program] : [program];
}

function ownedByPostgres(path: string): void {
  if (isRoot) execFileSync('chown', ['-R', 'postgres:', path]);
  execFileSync('chmod', ['-R', 'go=', path]);
}

/** A fresh data directory, which is created once and copied, because creating one takes seconds. */
function template(folder: string): string {
  const version = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  const name = `parallax-postgres-${version.replaceAll(/[^0-9.]+/g, '-')}${userInfo().uid}`;
  const path = join(tmpdir(), name);
  if (existsSync(path)) return path;
  const made = mkdtempSync(join(tmpdir(), 'parallax-initdb-'));
  const passwordFile = join(made, 'password');
  writeFileSync(passwordFile, postgresPassword);
  ownedByPostgres(made);
  const [command = '', ...args] = asPostgres(join(folder, 'initdb'));
  const options = ['--no-sync', '--no-locale', '--encoding=UTF8', '--auth=scram-sha-256'];
  const user = [`--username=${postgresUser}`, `--pwfile=${passwordFile}`];
  execFileSync(command, [...args, '-D', join(made, 'data'), ...options, ...user], {
    stdio: 'ignore',
  });
  try {
    renameSync(join(made, 'data'), path);
  } catch (error) {
    // Another test file was faster.
    if (!existsSync(path)) throw error;
  }
  rmSync(made, { recursive: true, force: true });
  return path;
}

function addCertificate(data: string): void {
  for (const [file, name] of [
    ['cert.pem', 'server.crt'],
    ['key.pem', 'server.key'],
  ] as const) {
    cpSync(new URL(`certificate/${file}`, import.meta.url), join(data, name));
  }
}

/** The main process first, then its children. */
function processes(data: string): readonly number[] {
  const main = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const children = readFileSync(`/proc/${main}/task/${main}/children`, 'utf8');
  return [main, ...children.split(' ').filter(Boolean).map(Number)];
}

function sendSignal(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal);
  } catch {
    // It has ended in the meantime.
  }
}

async function isReady(run: TestPostgres['run']): Promise<void> {
  const giveUpAt = performance.now() + 30_000;
  while (performance.now() < giveUpAt) {
    const up = await run('SELECT 1').then(
      () => true,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('PostgreSQL did not start');
}
