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
    help: 'Whether exchanges are kept in their file or database; at 0 they are in memory only, and a restart loses them.',
    registers,
    collect() {
      this.set(archive.health?.isUp === true ? 1 : 0);
    },
  });
  void new Counter({
    name: 'parallax_kept_exchanges_errors_total',
    help: 'Times the file or database of kept exchanges could not be read or written, by fault.',
    labelNames: ['fault'],
    registers,
    collect() {
      this.reset();
      for (const fault of storeFaults) this.inc({ fault }, archive.health?.faults[fault] ?? 0);
    },
  });
  void new Gauge({
    name: 'parallax_kept_exchanges_bytes',
    help: 'Size of the file of kept exchanges, without its write-ahead log; of a database, all that the fleet keeps: the same in each process, so aggregate with max.',
    registers,
    collect() {
      this.set(archive.health?.bytes ?? 0);
    },
  });
}
