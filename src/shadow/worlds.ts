import type { IdentitySeed } from '../config/identity-seed.ts';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../log.ts';
import type { IdentityMemory } from '../transport/identity-memory.ts';
import type { LagMemory } from '../transport/worker-link.ts';
import type { IdTypeChange } from '../vocabulary/identities.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { IdMapping } from './identity/book/id-mapping.ts';
import type { KnownPlaces } from './known-places.ts';
import type { CandidateWorld } from './world/candidate-world.ts';
import { passthrough } from './world/passthrough.ts';
import type { ExchangeRenames } from './world/exchange-renames.ts';
import { createStatefulWorld, type StatefulWorld } from './world/stateful-world.ts';

/** The initial knowledge of a world, and the memory that outlives it. */
export interface WorldsMemory {
  /** The contents of the seed file. */
  readonly identitySeed: IdentitySeed;
  /** Memory that outlives this plane; none if nothing does. */
  readonly identityMemory: IdentityMemory | null;
  /** Memory in which lags are recorded for the compare plane; null if not needed. */
  readonly lagMemory: LagMemory | null;
}

export interface WorldsOptions {
  readonly config: Config;
  readonly tally: Tally;
  readonly log: Logger;
  readonly memory: WorldsMemory;
  /** The configured identities are those of the places at the start. */
  readonly places: Pick<KnownPlaces, 'placed'>;
  readonly renamesOf: ExchangeRenames;
  /** By how much the clocks of two taps may differ, in milliseconds; 0 if there is only one. */
  readonly tapSkewMs: number;
}

/** What is known about the state of the candidate and of the secondary. */
export interface Worlds {
  readonly world: CandidateWorld;
  readonly secondaryWorld: CandidateWorld;
  /** The candidate's world, if it has a state of its own. */
  readonly stateful: StatefulWorld | null;
}

export function createWorlds(options: WorldsOptions): Worlds {
  const { config, tally, log, memory, places, renamesOf, tapSkewMs } = options;
  const { identityMemory, lagMemory } = memory;
  const identities = { ...config.identities, pin: [...places.placed(config.identities.pin)] };
  const seed = places.placed(memory.identitySeed);
  const stateful =
    config.mirror.methods === 'all'
      ? createStatefulWorld(identities, {
          seed,
          journal: identityMemory?.candidate,
          worldMemory: identityMemory?.candidateWorld,
          lags: lagMemory?.candidate,
          renamesOf,
          tapSkewMs,
          onTypeChange: (mapping) => {
            const change = typeChangeOf(mapping);
            tally.idTypeChanged(change);
            log.warn(change, 'the candidate writes these ids as another JSON type');
          },
        })
      : null;
  const secondaryWorld =
    stateful !== null && hasOwnState(config.secondary)
      ? createStatefulWorld(identities, {
          seed,
          journal: identityMemory?.secondary,
          worldMemory: identityMemory?.secondaryWorld,
          lags: lagMemory?.secondary,
          tapSkewMs,
        })
      : passthrough;
  return { world: stateful ?? passthrough, secondaryWorld, stateful };
}

/** Without the id itself, which may be a secret. */
function typeChangeOf({ kind, primaryIsNumber, candidateIsNumber }: IdMapping): IdTypeChange {
  return {
    of: /^[a-z]{1,24}$/.test(kind) ? kind : 'id',
    primary: primaryIsNumber ? 'number' : 'string',
    candidate: candidateIsNumber ? 'number' : 'string',
  };
}

function hasOwnState(secondary: Config['secondary']): boolean {
  return secondary?.kind === 'instance' && secondary.ownState;
}
