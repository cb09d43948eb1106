import { createHash } from 'node:crypto';
import type { GateQuery } from '../../config/watch-schema.ts';

/** A query to Prometheus, and the bound for its values. */
export interface QueryPolicy {
  readonly name: string;
  readonly query: string;
  readonly of: 'primary' | 'candidate';
  readonly bound: { readonly atMost: number } | { readonly atLeast: number };
  /** The name of its evidence: evidence of an earlier query or bound with this name does not count. */
  readonly key: string;
}

/**
 * So many evaluations in a row must be out of bounds to fail: at the default of 20 s the first and the last are a
 * minute apart, as long as alerts usually wait. One bad sample is no failure. A pass needs as many evaluations.
 */
export const evaluationsToJudge = 4;

export function queryPolicy({ name, query, of, atMost, atLeast }: GateQuery): QueryPolicy {
  const bound = atMost === undefined ? { atLeast: atLeast ?? 0 } : { atMost };
  const digest = createHash('sha256')
    .update(JSON.stringify([query, bound]))
    .digest('hex')
    .slice(0, 8);
  return { name, query, of, bound, key: `${name} ${digest}` };
}

export function isWithin(value: number, bound: QueryPolicy['bound']): boolean {
  return 'atMost' in bound ? value <= bound.atMost : value >= bound.atLeast;
}

/** `at most 0.01`. */
export function boundWords(bound: QueryPolicy['bound']): string {
  return 'atMost' in bound ? `at most ${bound.atMost}` : `at least ${bound.atLeast}`;
}
