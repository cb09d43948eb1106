import { Counter, Gauge, type Registry } from 'prom-client';
import type { Store } from '../store/store.ts';
import { storeFaults } from '../store/store-fault.ts';

/** Whether evidence outlives a restart. Registers nothing if the config has no store. */
export function registerStoreMetrics(
  registry: Registry,
  store: Pick<Store, 'health' | 'isUp'>,
): void {
  if (store.health === null) return;
  const registers = [registry];
  void new Gauge({
    name: 'parallax_store_up',
    help: '1 while evidence is saved in the store; 0 while it is in memory only, so that a restart loses it.',
    registers,
    collect() {
      this.set(store.isUp ? 1 : 0);
    },
  });
  void new Counter({
    name: 'parallax_store_errors_total',
    help: 'Failed reads and writes of the store, by fault.',
    labelNames: ['fault'],
    registers,
    collect() {
      this.reset();
      for (const fault of storeFaults) this.inc({ fault }, store.health?.faults[fault] ?? 0);
    },
  });
  void new Gauge({
    name: 'parallax_store_bytes',
    help: 'Size of the store on disk, without its write-ahead log. With PostgreSQL, the size for the whole fleet: aggregate with max, not with sum.',
    registers,
    collect() {
      this.set(store.health?.bytes ?? 0);
    },
  });
  void new Gauge({
    name: 'parallax_store_saved_timestamp_seconds',
    help: 'Unix time at which evidence was last saved; 0 before the first save.',
    registers,
    collect() {
      this.set((store.health?.lastSavedMs ?? 0) / 1000);
    },
  });
}
