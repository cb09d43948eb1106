import { Gauge, type Registry } from 'prom-client';
import type { EvidenceBook } from '../evidence/evidence-book.ts';
import type { DatabasesStanding } from '../databases/database-sampler.ts';
import { databaseTotals } from '../databases/database-totals.ts';
import { databasesView } from '../databases/database-view.ts';
import { ofFleet } from './of-fleet.ts';

const sides = ['primary', 'candidate'] as const;

/** What both databases do for each exchange of the running epoch. No label has a statement's text. */
export function registerDatabaseMetrics(
  registry: Registry,
  evidence: Pick<EvidenceBook, 'current'>,
  standing: () => DatabasesStanding | null,
): void {
  const registers = [registry];
  void new Gauge({
    name: 'parallax_database_readable',
    help: 'Whether the database of a deployment could last be read: 1 or 0; absent where another process reads it.',
    labelNames: ['deployment'],
    registers,
    collect() {
      this.reset();
      const now = standing();
      if (now === null || now.reading === 'elsewhere') return;
      for (const deployment of sides) {
        this.set({ deployment }, now.faults[deployment] === null ? 1 : 0);
      }
    },
  });
  void new Gauge({
    name: 'parallax_database_per_exchange',
    help: ofFleet('What a database did for each exchange of the running epoch, by kind.'),
    labelNames: ['deployment', 'kind'],
    registers,
    collect() {
      this.reset();
      const now = standing();
      if (now === null) return;
      const { totals } = databasesView(evidence.current(), now);
      for (const kind of databaseTotals) {
        for (const deployment of sides) {
          const value = totals[kind][deployment];
          if (value !== null) this.set({ deployment, kind }, value);
        }
      }
    },
  });
}
