import { Counter, type Registry } from 'prom-client';
import { type Replays, replayResults } from '../replays.ts';

/** Replays are neither traffic nor evidence: only this metric counts them. */
export function registerReplayMetrics(
  registry: Registry,
  { counts }: Pick<Replays, 'counts'>,
): void {
  void new Counter({
    name: 'parallax_replays_total',
    help: 'Requests that operators replayed from the pages or the API, by result.',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const result of replayResults) this.inc({ result }, counts[result]);
    },
  });
}
