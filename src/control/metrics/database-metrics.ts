import { Counter, Gauge, type Registry } from 'prom-client';
import { totalOf } from '../../vocabulary/side-sums.ts';
import type { EvidenceBook } from '../evidence/evidence-book.ts';
import type { DatabasesStanding } from '../databases/both-databases.ts';
import { databaseSumsOf } from '../databases/database-sums.ts';
import { databaseTotals } from '../databases/database-totals.ts';
import { ofFleet } from './of-fleet.ts';

const sides = ['primary', 'candidate'] as const;

/** Work of both databases in the running epoch. No label has a statement's text. */
export function registerDatabaseMetrics(
  registry: Registry,
  evidence: Pick<EvidenceBook, 'current'>,
  standing: () => DatabasesStanding | null,
): void {
  const registers = [registry];
  void new Gauge({
    name: 'parallax_database_readable',
    help: '1 if the last reading of the database of the deployment succeeded, else 0; absent if another process reads it.',
    labelNames: ['deployment'],
    registers,
    collect() {
      this.reset();
      const now = standing();
      if (now?.reading !== 'here') return;
      for (const deployment of sides) {
        this.set({ deployment }, now.faults[deployment] === null ? 1 : 0);
      }
    },
  });
  void new Counter({
    name: 'parallax_database_exchanges_total',
    help: ofFleet(
      'Exchanges of the running epoch that were served while Parallax read both databases.',
    ),
    labelNames: ['deployment'],
    registers,
    collect() {
      this.reset();
      if (standing() === null) return;
      const statements = databaseSumsOf(evidence.current()).totals.get('statements');
      for (const deployment of sides) this.inc({ deployment }, statements?.[deployment].n ?? 0);
    },
  });
  void new Counter({
    name: 'parallax_database_work_total',
    help: ofFleet('Work of the database of a deployment during these exchanges, by kind.'),
    labelNames: ['deployment', 'kind'],
    registers,
    collect() {
      this.reset();
      if (standing() === null) return;
      const { totals } = databaseSumsOf(evidence.current());
      for (const kind of databaseTotals) {
        const sums = totals.get(kind);
        for (const deployment of sides) {
          this.inc({ deployment, kind }, sums === undefined ? 0 : totalOf(sums[deployment]));
        }
      }
    },
  });
}
