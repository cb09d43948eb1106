import { z } from 'zod';
import { runWrk } from './wrk.ts';

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
  const report = await runWrk(url, { script: 'report.lua', connections, seconds });
  const { durationUs, ...load } = measured.parse(report);
  return { ...load, requestsPerSecond: load.requests / (durationUs / 1e6) };
}
