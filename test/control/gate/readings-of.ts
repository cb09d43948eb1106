import type { Reading } from '../../../src/vocabulary/reading.ts';

/** What both answers of an exchange state in Server-Timing: so many queries. */
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

/** What an area counts in the bodies of both. */
export function cost(primary: number, candidate: number, secondary: number | null = null): Reading {
  return { kind: 'count', name: 'cost', unit: 'count', primary, candidate, secondary };
}
