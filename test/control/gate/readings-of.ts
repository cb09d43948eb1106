import type { Reading } from '../../../src/vocabulary/reading.ts';

/** Readings of Server-Timing in both answers of an exchange: numbers of queries. */
export function queries(
  primary: number,
  candidate: number,
  secondary: number | null = null,
): Reading {
  return { kind: 'server', name: 'queries', unit: 'count', primary, candidate, secondary };
}

/** The same of milliseconds in the database. */
export function database(primary: number, candidate: number): Reading {
  return { kind: 'server', name: 'db', unit: 'ms', primary, candidate, secondary: null };
}

/** Readings of a count of an area in both bodies. */
export function cost(primary: number, candidate: number, secondary: number | null = null): Reading {
  return { kind: 'count', name: 'cost', unit: 'count', primary, candidate, secondary };
}
