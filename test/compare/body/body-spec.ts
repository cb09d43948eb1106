import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { compareResponses, type ResponseSpec } from '../pair-fixture.ts';

/** A response of this type, as a test writes it down. */
export function typed(type: string, body: string | Uint8Array): ResponseSpec {
  return { fields: type === '' ? [] : ['Content-Type', type], body };
}

/** Compares two bodies of one type. Headers are left out of it. */
export function compareBodies(
  type: string,
  primary: string | Uint8Array,
  candidate: string | Uint8Array,
  compare: Record<string, unknown> = {},
): Comparison {
  return compareResponses(typed(type, primary), typed(type, candidate), {
    headers: [],
    ...compare,
  });
}

/** The paths at which two bodies of one type differ. */
export function differingPaths(
  type: string,
  primary: string | Uint8Array,
  candidate: string | Uint8Array,
  compare: Record<string, unknown> = {},
): string[] {
  return compareBodies(type, primary, candidate, compare).differences.map(({ path }) => path);
}
