import { Counter, Gauge, type Registry } from 'prom-client';
import type { ExchangeArchive } from '../archive/exchange-archive.ts';
import { storeFaults } from '../store/store-fault.ts';

/** Whether kept exchanges outlive a restart. Nothing to report if the config has no store. */
export function registerArchiveMetrics(
  registry: Registry,
  archive: Pick<ExchangeArchive, 'health'>,
): void {
  if (archive.health === null) return;
  const registers = [registry];
  void new Gauge({
    name: 'parallax_kept_exchanges_up',
    help: '1 while exchanges are kept in the file or database; 0 while they are in memory only, so that a restart loses them.',
    registers,
    collect() {
      this.set(archive.health?.isUp === true ? 1 : 0);
    },
  });
  void new Counter({
    name: 'parallax_kept_exchanges_errors_total',
    help: 'Failed reads and writes of the file or database of kept exchanges, by fault.',
    labelNames: ['fault'],
    registers,
    collect() {
      this.reset();
      for (const fault of storeFaults) this.inc({ fault }, archive.health?.faults[fault] ?? 0);
    },
  });
  void new Gauge({
    name: 'parallax_kept_exchanges_bytes',
    help: 'Size of the file of kept exchanges, without its write-ahead log. With PostgreSQL, the size for the whole fleet: aggregate with max, not with sum.',
    registers,
    collect() {
      this.set(archive.health?.bytes ?? 0);
    },
  });
}
