import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Evidence, Proof, RouteEvidence } from '../../vocabulary/evidence.ts';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import type { CriterionName } from '../../vocabulary/verdict.ts';
import type { Epoch } from '../epoch.ts';

/** The evidence of every epoch that is kept; what the gate reads. */
export interface EvidenceBook {
  /** Counts a comparison towards the epoch of the version that answered. */
  record(comparison: Comparison): void;
  /** What was shed on the way, as the process has counted it since it started. */
  noteTotals(totals: ProcessTotals): void;
  /** The epoch of the newest candidate version. */
  readonly epoch: Epoch;
  /** The evidence of that epoch. Changes as comparisons come; not to be changed. */
  current(): Evidence;
  /** The newest first, each followed by its parts that were compared under other rules. */
  epochs(): readonly Epoch[];
  /** Null for an epoch, or a part of one, that is not kept. */
  evidenceOf(key: string): Evidence | null;
  /** What an epoch has besides this evidence: routes as they were compared under other rules. */
  othersOf(key: string): readonly RouteEvidence[];
  /** Keeps what the gate has proven of the current epoch, by `proofKey`. */
  noteProofs(proofs: ReadonlyMap<string, Proof>): void;
  /** What was proven of a criterion is to be judged anew, in all areas of the current epoch. */
  forgetProofs(criterion: CriterionName): void;
  /** Begins another epoch of the same version, with no evidence. */
  reset(who: string, why: string): Epoch;
}
