import type { DatabaseSync } from 'node:sqlite';

/** What a flavour of Conduit works on. */
export interface Gateway {
  readonly database: DatabaseSync;
  /** Deployments with the same seed mint the same ids and virtual keys for the same things. */
  readonly seed: string;
}
