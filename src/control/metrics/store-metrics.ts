import { Counter, Gauge, type Registry } from 'prom-client';
import type { Store } from '../store/store.ts';
import { storeFaults } from '../store/store-fault.ts';

/** Whether evidence outlives a restart. Without a store by intent there is nothing to tell. */
export function registerStoreMetrics(registry: Registry, store: Store): void {
  if (store.health === null) return;
  const registers = [registry];
  void new Gauge({
    name: 'parallax_store_up',
    help: 'Whether evidence is saved; at 0 it is in memory only, and a restart loses it.',
    registers,
    collect() {
      this.set(store.isUp ? 1 : 0);
    },
  });
  void new Counter({
    name: 'parallax_store_errors_total',
    help: 'Times the store could not be read or written, by what was wrong.',
    labelNames: ['fault'],
    registers,
    collect() {
      this.reset();
      for (const fault of storeFaults) this.inc({ fault }, store.health?.faults[fault] ?? 0);
    },
  });
  void new Gauge({
    name: 'parallax_store_bytes',
    help: 'What the store takes up on disk, but for its log; of a database, what the whole fleet keeps: the same in each process, so aggregate with max.',
    registers,
    collect() {
      this.set(store.health?.bytes ?? 0);
    },
  });
  void new Gauge({
    name: 'parallax_store_saved_timestamp_seconds',
    help: 'When evidence was last saved; 0 before it ever was.',
    registers,
    collect() {
      this.set((store.health?.lastSavedMs ?? 0) / 1000);
    },
  });
}
