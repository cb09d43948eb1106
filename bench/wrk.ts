import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadCore } from './cores.ts';

export interface WrkOptions {
  /** In this folder; it prints `REPORT` and one line of JSON. */
  readonly script: string;
  readonly connections: number;
  readonly seconds: number;
  /** For the script. */
  readonly scriptArguments?: readonly string[];
}

/** Runs wrk on the core for the load; returns what its script reports. */
export async function runWrk(
  url: string,
  { script, connections, seconds, scriptArguments = [] }: WrkOptions,
): Promise<unknown> {
  const { stdout } = await promisify(execFile)('taskset', [
    '-c',
    loadCore,
    'wrk',
    '--threads=1',
    `--connections=${connections}`,
    `--duration=${seconds}s`,
    '--timeout=10s',
    `--script=${fileURLToPath(new URL(script, import.meta.url))}`,
    url,
    '--',
    ...scriptArguments,
  ]);
  return JSON.parse(/^REPORT (.*)$/m.exec(stdout)?.[1] ?? '{}');
}
