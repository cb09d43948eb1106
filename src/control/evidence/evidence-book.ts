import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Evidence, Proof, RouteEvidence } from '../../vocabulary/evidence.ts';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import type { CriterionName } from '../../vocabulary/verdict.ts';
import type { Epoch } from '../epoch.ts';

/** The evidence of all kept epochs, which the gate reads. */
export interface EvidenceBook {
  /** Counts a comparison for the epoch of the version that answered. */
  record(comparison: Comparison): void;
  /** The exchanges that the process has shed since it started. */
  noteTotals(totals: ProcessTotals): void;
  /** The epoch of the newest candidate version. */
  readonly epoch: Epoch;
  /** The evidence of that epoch. Changes as comparisons come; not to be changed. */
  current(): Evidence;
  /** The newest first, each followed by its parts that were compared under other rules. */
  epochs(): readonly Epoch[];
  /** Null for an epoch, or a part of one, that is not kept. */
  evidenceOf(key: string): Evidence | null;
  /** The other evidence of an epoch: routes that were compared under other rules. */
  othersOf(key: string): readonly RouteEvidence[];
  /** Keeps proofs of the gate about the current epoch, by `proofKey`. */
  noteProofs(proofs: ReadonlyMap<string, Proof>): void;
  /** Drops the proofs of a criterion, in all areas of the current epoch. */
  forgetProofs(criterion: CriterionName): void;
  /** Begins another epoch of the same version, with no evidence. */
  reset(who: string, why: string): Epoch;
}
