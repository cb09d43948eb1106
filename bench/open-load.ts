import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { loadCore } from './cores.ts';

const script = fileURLToPath(new URL('open-load.lua', import.meta.url));

const measured = z.object({
  requests: z.number(),
  failed: z.number(),
  p50Us: z.number(),
  p90Us: z.number(),
  p99Us: z.number(),
});

export type OpenLoad = z.output<typeof measured>;

/** Enough that a request hardly ever waits for the one before it on its connection. */
const connections = 100;

/** Sends requests at random times and at a fixed mean rate, however long the answers take. */
export async function runOpenLoad(
  url: string,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<OpenLoad> {
  const { stdout } = await promisify(execFile)('taskset', [
    '-c',
    loadCore,
    'wrk',
    '--threads=1',
    `--connections=${connections}`,
    `--duration=${seconds}s`,
    '--timeout=10s',
    `--script=${script}`,
    url,
    '--',
    String((connections / perSecond) * 1000),
  ]);
  return measured.parse(JSON.parse(/^REPORT (.*)$/m.exec(stdout)?.[1] ?? '{}'));
}
