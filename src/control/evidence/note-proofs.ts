import { type Proof, proofKey } from '../../vocabulary/evidence.ts';
import type { CriterionName } from '../../vocabulary/verdict.ts';
import type { Shown } from './evidence-shelf.ts';
import { keptProofKey, proofsInView, restsOn, shownProofKey } from './evidence-view.ts';

/** Keeps proofs about the view, by `proofKey`, with the routes and the rules that they rest on. */
export function noteProofs({ evidence, view }: Shown, proofs: ReadonlyMap<string, Proof>): void {
  const areas = new Set([...view.routes.values()].map(({ area }) => area));
  for (const [key, proof] of proofs) {
    if (view.proofs.has(key)) continue;
    const area = [...areas].find((one) => key.endsWith(proofKey('', one)));
    const on = area === undefined ? [] : restsOn(view, area, key);
    const kept = { ...proof, on };
    evidence.proofs.set(keptProofKey(key, on), kept);
    view.proofs.set(key, kept);
  }
}

/**
 * Drops the proofs of a criterion, in all areas of the view.
 *
 * @param among only these, by the keys that the whole evidence has; all, when left out
 */
export function forgetProofs(
  { evidence, view }: Shown,
  criterion: CriterionName,
  among: ReadonlyMap<string, Proof> = evidence.proofs,
): void {
  const isOfCriterion = (key: string): boolean => key.startsWith(`${criterion} `);
  for (const key of proofsInView(evidence, view.routes.values()).keys()) {
    if (!isOfCriterion(shownProofKey(key)) || !among.has(key)) continue;
    evidence.proofs.delete(key);
    view.proofs.delete(shownProofKey(key));
  }
}
