import type { OperatorRecord } from '../operator-record.ts';
import type { Store } from './store.ts';

/** A store that keeps nothing beyond the process, where the config names no file. */
export function createMemoryStore(): Store {
  const records: OperatorRecord[] = [];
  return {
    isUp: false,
    health: null,
    operatorRecords: { all: () => records, append: (record) => void records.push(record) },
    restore: () => null,
    evidenceOf: () => null,
    save: () => false,
    shared: null,
    close: () => undefined,
  };
}
