import type { ConfigWithSettings } from '../config/settings.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';

/** A config that takes the place of the one before. */
export interface ConfigChange extends ConfigWithSettings {
  readonly revision: ConfigRevision;
}
