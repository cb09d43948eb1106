import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitForPort } from './free-port.ts';
import { systemProgram } from './system-package.ts';

/** Null where it is missing: the tests that need it are skipped. */
export const natsServerProgram = systemProgram('nats-server', { package: 'nats-server' });

export interface NatsServerOptions {
  /** Where it listens; 127.0.0.1 by default. */
  readonly host?: string;
  /** Bytes of the largest message; 1 MiB by default. */
  readonly maxPayload?: number;
  /** PEM files: with them, clients must use TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly user?: { readonly name: string; readonly password: string };
  readonly token?: string;
  /** More lines of the config file, such as permissions. */
  readonly config?: string;
}

/** A nats-server with JetStream, of its own folder and port. */
export interface NatsServer {
  readonly port: number;
  /** `nats://127.0.0.1:PORT`. */
  readonly url: string;
  /** Ends it in an orderly way; its streams stay. */
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with its streams. */
  restart(options?: NatsServerOptions): Promise<void>;
  /** Stops it for good and removes its folder. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts one; resolves when it accepts connections. */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-nats-'));
  const port = await freePort();
  let child: ChildProcess | null = null;

  async function start(options: NatsServerOptions): Promise<void> {
    const file = join(folder, 'nats.conf');
    writeFileSync(file, configText(options, folder, port));
    child = spawn(natsServerProgram ?? 'nats-server', ['--config', file], { stdio: 'ignore' });
    await waitForPort(port);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
  }

  await start(options);
  return {
    port,
    url: `nats://127.0.0.1:${port}`,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async (changed = options) => {
      await end('SIGTERM');
      await start(changed);
    },
    [Symbol.asyncDispose]: async () => {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configText(options: NatsServerOptions, folder: string, port: number): string {
  const { host = '127.0.0.1', maxPayload, tls, user, token, config = '' } = options;
  const authorization = [
    ...(user === undefined ? [] : [`user: "${user.name}"`, `password: "${user.password}"`]),
    ...(token === undefined ? [] : [`token: "${token}"`]),
  ];
  return [
    `listen: "${host}:${port}"`,
    `jetstream { store_dir: "${folder}/store" }`,
    ...(maxPayload === undefined ? [] : [`max_payload: ${maxPayload}`]),
    ...(tls === undefined ? [] : [`tls { cert_file: "${tls.cert}", key_file: "${tls.key}" }`]),
    ...(authorization.length === 0 ? [] : [`authorization { ${authorization.join('\n')} }`]),
    config,
    '',
  ].join('\n');
}
