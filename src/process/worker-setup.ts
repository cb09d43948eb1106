import { type IdentitySeed, readIdentitySeed } from '../config/identity-seed.ts';
import type { Config } from '../config/schema.ts';
import type { Setting } from '../config/settings.ts';
import { journalMemory } from '../shadow/identity/book/id-journal.ts';
import { worldMemory } from '../shadow/journal/world-journal.ts';
import { placesMemory } from '../shadow/known-places.ts';
import type { HubSetup } from '../transport/hub-setup.ts';
import type { IdentityMemory } from '../transport/identity-memory.ts';
import type { WorkerSetup } from '../transport/worker-link.ts';
import { firstRevision } from '../vocabulary/config-revision.ts';
import { lagMemory } from '../vocabulary/lag-record.ts';

export interface WorkerSetupOptions {
  readonly config: Config;
  /** See `exchangeId`. */
  readonly instance: string;
  /** The source of each value of the config. */
  readonly settings: readonly Setting[];
  readonly hub: HubSetup | null;
}

/** The setup that each worker of a process gets at its start. */
export function workerSetup({ config, instance, settings, hub }: WorkerSetupOptions): WorkerSetup {
  return {
    config,
    revision: firstRevision,
    placesSince: firstRevision,
    instance,
    settings,
    identitySeed: identitySeedOf(config),
    // The memory has only the pages that are written: none, if nothing is learned.
    identityMemory: identityMemoryFor(config),
    lagMemory: { candidate: lagMemory(), secondary: lagMemory() },
    hub,
  };
}

/** The config check has already reported the faults of the seed. */
function identitySeedOf({ identities: { seed } }: Config): IdentitySeed {
  return seed === undefined ? [] : (readIdentitySeed(seed).value ?? []);
}

/** Memory that outlives the shadow plane, for the identities of one world. */
export function identityMemoryFor({ identities }: Config): IdentityMemory {
  return {
    places: placesMemory(),
    candidate: journalMemory(identities.max),
    secondary: journalMemory(identities.max),
    candidateWorld: worldMemory(identities.max),
    secondaryWorld: worldMemory(identities.max),
  };
}
