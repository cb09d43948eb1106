import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const pollMs = 100;

const gateReport = z.object({
  verdict: z.string(),
  evaluatedAtMs: z.number(),
  criteria: z.array(
    z.object({ criterion: z.string(), area: z.string().nullable(), result: z.string() }),
  ),
});

/** The gate's answer, as far as the demo shows it. */
export type GateReport = z.output<typeof gateReport>;

/** Waits for a verdict of Parallax's admin API that covers everything counted before the call. */
export async function fetchGateReport(admin: string, signal: AbortSignal): Promise<GateReport> {
  const askedAtMs = Date.now();
  for (;;) {
    const answer = await fetch(`http://${admin}/api/gate`, { signal });
    const report = gateReport.parse(await answer.json());
    if (report.evaluatedAtMs > askedAtMs) return report;
    await pause(pollMs, undefined, { signal });
  }
}
