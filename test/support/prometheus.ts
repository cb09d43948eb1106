import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemProgram } from './system-package.ts';

/** Null where it is missing. */
export const prometheusPath = systemProgram('prometheus', { package: 'prometheus' });

export interface Prometheus extends AsyncDisposable {
  readonly url: string;
}

/** Starts a real Prometheus that scrapes a target, or nothing. */
export async function startPrometheus(config = '{}'): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-prometheus-'));
  await writeFile(join(folder, 'prometheus.yml'), config);
  const prometheus = spawn(
    prometheusPath!,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return {
    url: await addressIn(prometheus),
    async [Symbol.asyncDispose]() {
      if (prometheus.exitCode === null) {
        prometheus.kill('SIGKILL');
        await once(prometheus, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for the line of its log with its address. */
async function addressIn(prometheus: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: prometheus.stderr! })) {
    const address = /Listening on".* address=(127\.0\.0\.1:[1-9]\d*)/.exec(line)?.[1];
    if (address !== undefined) {
      prometheus.stderr!.resume();
      return `http://${address}`;
    }
  }
  throw new Error('prometheus ended without listening');
}
