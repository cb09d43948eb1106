import type { Config } from '../config/schema.ts';
import type { Setting } from '../config/settings.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';

/** A config that takes the place of the one before. */
export interface ConfigChange {
  readonly revision: ConfigRevision;
  readonly config: Config;
  /** The config as people are shown it. */
  readonly settings: readonly Setting[];
  /** Wall clock, milliseconds since the epoch. */
  readonly atMs: number;
}
