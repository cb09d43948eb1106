import { Gauge, type Registry } from 'prom-client';
import { sumByReason } from '../gate/area-evidence.ts';
import type { EvidenceBook } from '../evidence/evidence-book.ts';
import { ofFleet } from './of-fleet.ts';

const stages = ['eligible', 'sampled', 'mirrored', 'compared'] as const;

/** The funnel of the running epoch; it starts again with the next epoch. */
export function registerEvidenceMetrics(
  registry: Registry,
  evidence: Pick<EvidenceBook, 'epoch' | 'current'>,
): void {
  const registers = [registry];
  void new Gauge({
    name: 'parallax_epoch_exchanges',
    help: ofFleet(
      'Exchanges of the running epoch, by the stage that they reached; each stage is part of the one before.',
    ),
    labelNames: ['stage'],
    registers,
    collect() {
      const { coverage } = evidence.current();
      for (const stage of stages) this.set({ stage }, coverage[stage]);
    },
  });
  void new Gauge({
    name: 'parallax_epoch_lost_exchanges',
    help: ofFleet(
      'Exchanges of the running epoch that should have been compared and were lost or excused, by reason.',
    ),
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of evidence.current().coverage.shed) this.set({ reason }, count);
    },
  });
  void new Gauge({
    name: 'parallax_epoch_excused_by_policy_exchanges',
    help: ofFleet(
      'Exchanges of the running epoch excused because they depend on what policy left out, by reason; they are no loss.',
    ),
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      const routes = [...evidence.current().routes.values()];
      const counts = sumByReason(routes, ({ excusedByPolicy }) => excusedByPolicy);
      for (const [reason, count] of counts) this.set({ reason }, count);
    },
  });
  void new Gauge({
    name: 'parallax_epoch_left_out_exchanges',
    help: ofFleet(
      'Exchanges of the running epoch that policy left out, by reason. The criterion scope names their routes.',
    ),
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      const routes = [...evidence.current().routes.values()];
      for (const [reason, count] of sumByReason(routes, ({ leftOut }) => leftOut)) {
        this.set({ reason }, count);
      }
    },
  });
  void new Gauge({
    name: 'parallax_epoch_started_timestamp_seconds',
    help: ofFleet('Unix time at which the running epoch began.'),
    registers,
    collect() {
      this.set(evidence.epoch.startedAtMs / 1000);
    },
  });
}
