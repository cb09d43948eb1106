import { type Evidence, type Proof, proofKey } from '../../vocabulary/evidence.ts';
import type { CriterionResult } from '../../vocabulary/verdict.ts';

/**
 * A proven failure stays: later exchanges are not evidence that the candidate has changed. It ends with the
 * epoch, or when an operator accepts the difference.
 */
export function withProofs(
  criteria: readonly CriterionResult[],
  { proofs }: Pick<Evidence, 'proofs'>,
): readonly CriterionResult[] {
  if (proofs.size === 0) return criteria;
  return criteria.map((one) => {
    const proof = proofs.get(proofKey(one.criterion, one.area));
    if (proof === undefined || one.result === 'fail') return one;
    const at = new Date(proof.atMs).toISOString();
    const reason = `${one.reason} It failed at ${at}: ${proof.reason}`;
    return { ...one, result: 'fail', needs: null, reason };
  });
}

/** New proofs, by `proofKey`. */
export function newProofs(
  criteria: readonly CriterionResult[],
  { proofs }: Pick<Evidence, 'proofs'>,
  nowMs: number,
): ReadonlyMap<string, Proof> {
  const proven = criteria
    .filter(({ result }) => result === 'fail')
    .map((one) => [proofKey(one.criterion, one.area), { atMs: nowMs, reason: one.reason }] as const)
    .filter(([key]) => !proofs.has(key));
  return new Map(proven);
}
