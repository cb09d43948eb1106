import { ParallaxError } from '../../../vocabulary/errors.ts';
import type { StoreFault } from '../../store/store-fault.ts';

/** SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const faultOfState = new Map<string, StoreFault>([
  ['53100', 'full'], // disk_full
  ['25006', 'read_only'], // read_only_sql_transaction: a standby
  ['42501', 'read_only'], // insufficient_privilege
  ['55P03', 'locked'], // lock_not_available
  ['40P01', 'locked'], // deadlock_detected
  ['XX001', 'corrupt'], // data_corrupted
  ['XX002', 'corrupt'], // index_corrupted
]);

/** Why a database could not be read or written. */
export function postgresFaultOf(error: unknown): StoreFault {
  if (error instanceof ParallaxError && error.code === 'store_later_version') return 'foreign';
  return faultOfState.get(stateOf(error)) ?? 'io';
}

/** Whether the server refused what it got, as a value that it cannot store; another try would fail, too. */
export function isRefusedValue(error: unknown): boolean {
  const state = stateOf(error);
  return state.startsWith('22') || state.startsWith('54');
}

/** The schema was dropped after this process had created it. */
export function isMissingTable(error: unknown): boolean {
  return ['42P01', '3F000'].includes(stateOf(error));
}

function stateOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}
