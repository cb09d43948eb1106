import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { loadCore } from './cores.ts';

const report = fileURLToPath(new URL('report.lua', import.meta.url));

const measured = z.object({
  requests: z.number(),
  durationUs: z.number(),
  failed: z.number(),
  p50Us: z.number(),
  p99Us: z.number(),
});

export interface Load {
  readonly requestsPerSecond: number;
  readonly requests: number;
  /** Connections that failed, timeouts and answers other than 2xx and 3xx. */
  readonly failed: number;
  readonly p50Us: number;
  readonly p99Us: number;
}

/** As many requests as the server takes, from `connections` clients that each wait for the answer. */
export async function runLoad(
  url: string,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Load> {
  const { stdout } = await promisify(execFile)('taskset', [
    '-c',
    loadCore,
    'wrk',
    '--threads=1',
    `--connections=${connections}`,
    `--duration=${seconds}s`,
    '--timeout=10s',
    `--script=${report}`,
    url,
  ]);
  const line = /^REPORT (.*)$/m.exec(stdout)?.[1] ?? '{}';
  const { durationUs, ...load } = measured.parse(JSON.parse(line));
  return { ...load, requestsPerSecond: load.requests / (durationUs / 1e6) };
}
