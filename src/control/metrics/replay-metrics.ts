import { Counter, type Registry } from 'prom-client';
import { type Replays, replayResults } from '../replays.ts';

/** Replays are no traffic and no evidence: they are in this metric alone. */
export function registerReplayMetrics(
  registry: Registry,
  { counts }: Pick<Replays, 'counts'>,
): void {
  void new Counter({
    name: 'parallax_replays_total',
    help: 'Requests that somebody had sent to both deployments once more, by what came of it.',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const result of replayResults) this.inc({ result }, counts[result]);
    },
  });
}
