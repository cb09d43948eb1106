import { z } from 'zod';
import { runWrk } from './wrk.ts';

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
  const scriptArguments = [String((connections / perSecond) * 1000)];
  const script = 'open-load.lua';
  return measured.parse(await runWrk(url, { script, connections, seconds, scriptArguments }));
}
