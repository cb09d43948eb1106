import type { Tenure } from '../vocabulary/tenure.ts';
import type { IdentityMemory } from './identity-memory.ts';

/** A tenure that a worker begins with, or that begins while it runs. */
export interface TenureStart extends Tenure {
  readonly identityMemory: IdentityMemory;
}

/** What the workers of a hub know beside the rest. */
export interface HubSetup {
  /** Names this hub as the owner of partitions; random per process. */
  readonly owner: string;
  /** Those that are held now. */
  readonly tenures: readonly TenureStart[];
}
