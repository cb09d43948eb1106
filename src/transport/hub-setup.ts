import type { RecordedAnswers } from '../vocabulary/recorded-answer.ts';
import type { Tenure } from '../vocabulary/tenure.ts';
import type { IdentityMemory } from './identity-memory.ts';

/** A tenure that a worker begins with, or that begins while it runs. */
export interface TenureStart extends Tenure {
  readonly identityMemory: IdentityMemory;
  /** What former owners got as answers to writes that are not in the evidence; these writes are never sent again. Only the shadow plane has it. */
  readonly recorded: RecordedAnswers;
}

/** What only the workers of a hub need to know. */
export interface HubSetup {
  /** Names this hub as the owner of partitions; random per process. */
  readonly owner: string;
  /** The tenures that are held now. */
  readonly tenures: readonly TenureStart[];
}
