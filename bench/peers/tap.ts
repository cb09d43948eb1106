import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { PostgresConfig } from '../../src/config/store-schema.ts';
import { type PinnedProcess, startPinned } from '../pinned-process.ts';
import { freePort, waitForPort } from '../../test/support/free-port.ts';
import { natsServerProgram } from '../../test/support/nats-server.ts';

export interface RunningHub extends AsyncDisposable {
  readonly adminUrl: string;
  readonly process: PinnedProcess;
}

export interface RunningTap extends AsyncDisposable {
  readonly url: string;
  readonly adminUrl: string;
  readonly process: PinnedProcess;
}

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A NATS server with JetStream. */
export async function startNats(core: string): Promise<AsyncDisposable & { readonly url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-nats-'));
  const port = await freePort();
  const file = join(folder, 'nats.conf');
  writeFileSync(
    file,
    `listen: "127.0.0.1:${port}"\njetstream { store_dir: "${folder}/store" }\nlog_file: "${folder}/log"\n`,
  );
  const running = startPinned(core, [natsServerProgram ?? 'nats-server', '--config', file]);
  await waitForPort(port);
  return {
    url: `nats://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

export async function startTap(
  core: string,
  { primary, nats }: { readonly primary: string; readonly nats: string },
): Promise<RunningTap> {
  const file = join(mkdtempSync(join(tmpdir(), 'parallax-bench-tap-')), 'parallax.yaml');
  const fleet = `fleet: {nats: "${nats}", streamBytesMax: 10000000000}`;
  const addresses = 'listen: 127.0.0.1:0\nadmin: 127.0.0.1:0';
  writeFileSync(file, `${addresses}\nprimary: ${primary}\nmirror: {methods: all}\n${fleet}\n`);
  const running = startPinned(core, [process.execPath, main, 'tap', `--config=${file}`]);
  const serving = JSON.parse(await running.lineWith('"msg":"serving"')) as Record<string, string>;
  return {
    url: `http://${serving.listen}`,
    adminUrl: `http://${serving.admin}`,
    process: running,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

/** A hub on the same stream as a tap of `startTap`. */
export async function startHub(
  core: string,
  places: {
    readonly primary: string;
    readonly candidate: string;
    readonly nats: string;
    readonly store: PostgresConfig;
  },
): Promise<RunningHub> {
  const { primary, candidate, nats, store } = places;
  const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-hub-'));
  writeFileSync(join(folder, 'password'), store.password ?? '');
  const file = join(folder, 'parallax.yaml');
  const config = {
    admin: '127.0.0.1:0',
    primary,
    candidate: { url: candidate, ownState: true },
    mirror: { methods: 'all' },
    fleet: { nats },
    store: { url: store.url, passwordFile: 'password' },
  };
  writeFileSync(file, stringify(config));
  const running = startPinned(core, [process.execPath, main, 'hub', `--config=${file}`]);
  const ready = await running.lineWith('"msg":"this hub is ready"');
  const { admin = '' } = JSON.parse(ready) as { readonly admin?: string };
  return {
    adminUrl: `http://${admin}`,
    process: running,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
