import { Gauge, type Registry } from 'prom-client';
import { type Side, totalOf } from '../../vocabulary/side-sums.ts';
import type { EvidenceBook } from '../evidence/evidence-book.ts';
import { ofFleet } from './of-fleet.ts';

/** Routes and names that are exported at most: both come from traffic. */
const pairsMax = 500;
const sides: readonly Side[] = ['primary', 'candidate'];

/** What answers state in Server-Timing, of the running epoch: the mean is the sum by the exchanges. */
export function registerServerTimingMetrics(
  registry: Registry,
  evidence: Pick<EvidenceBook, 'current'>,
): void {
  const registers = [registry];
  void new Gauge({
    name: 'parallax_server_timing_sum',
    help: ofFleet(
      'Sum of the milliseconds, or numbers, that answers state in Server-Timing, over exchanges of the running epoch in which both answers state it.',
    ),
    labelNames: ['route', 'name', 'side'],
    registers,
    collect() {
      this.reset();
      for (const { route, name, sums } of statedIn(evidence)) {
        for (const side of sides) this.set({ route, name, side }, totalOf(sums[side]));
      }
    },
  });
  void new Gauge({
    name: 'parallax_server_timing_exchanges',
    help: ofFleet(
      'Exchanges of the running epoch in which both answers state the name in Server-Timing.',
    ),
    labelNames: ['route', 'name'],
    registers,
    collect() {
      this.reset();
      for (const { route, name, sums } of statedIn(evidence)) {
        this.set({ route, name }, sums.primary.n);
      }
    },
  });
}

function statedIn(evidence: Pick<EvidenceBook, 'current'>) {
  return [...evidence.current().routes.values()]
    .flatMap(({ route, sums }) =>
      [...sums].flatMap(([key, ofKey]) => {
        const [kind, name = '', of] = key.split(' ');
        return kind === 'server' && of === undefined ? [{ route, name, sums: ofKey }] : [];
      }),
    )
    .slice(0, pairsMax);
}
