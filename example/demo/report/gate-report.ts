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

/** What Parallax's gate says, as far as the demo shows it. */
export type GateReport = z.output<typeof gateReport>;

/** Asks Parallax's admin API, and waits for a verdict on all that was counted when it was asked. */
export async function fetchGateReport(admin: string, signal: AbortSignal): Promise<GateReport> {
  const askedAtMs = Date.now();
  for (;;) {
    const answer = await fetch(`http://${admin}/api/gate`, { signal });
    const report = gateReport.parse(await answer.json());
    if (report.evaluatedAtMs > askedAtMs) return report;
    await pause(pollMs, undefined, { signal });
  }
}
