import { identityKeyOf } from '../../config/identity-key.ts';
import type { Config } from '../../config/schema.ts';
import { deploymentsDigest } from '../../fleet/identities/sealed-chunks.ts';
import type { Logger } from '../../log.ts';
import { openPostgres } from '../../postgres/connect.ts';
import type { HubSetup } from '../../transport/hub-setup.ts';
import type { LagMemory, SupervisorLink } from '../../transport/worker-link.ts';
import { ParallaxError } from '../../vocabulary/errors.ts';
import { createFleetCounts, type FleetCounts, type FleetCountsOptions } from './fleet-counts.ts';

export interface OpenFleetCountsOptions extends Pick<FleetCountsOptions, 'onTapShed'> {
  readonly hub: HubSetup;
  readonly config: Pick<Config, 'store' | 'identities'>;
  /** The config in force. */
  readonly running: () => Pick<Config, 'primary' | 'candidate'>;
  readonly lagMemory: LagMemory | null;
  readonly link: Promise<SupervisorLink>;
  readonly log: Logger;
}

/** Opens the counts of the control plane of a hub for the fleet. */
export function openFleetCounts(options: OpenFleetCountsOptions): FleetCounts {
  const { hub, config, running, lagMemory, link, log, onTapShed } = options;
  if (config.store?.kind !== 'postgres') {
    throw new ParallaxError('hub_store', 'a hub needs store: postgres://USER@HOST/DATABASE');
  }
  const key = identityKeyOf(config.identities);
  return createFleetCounts({
    hub,
    postgres: openPostgres(config.store, log),
    identities: key && {
      key,
      deployments: () => deploymentsDigest(running()),
      lags: lagMemory,
    },
    onCommitted: (commit) => void link.then(({ committed }) => committed(commit)),
    onSaved: (countedMsAgo) => void link.then(({ saved }) => saved(countedMsAgo)),
    onFenced: (tenure) => void link.then(({ fenced }) => beginAnew(fenced, tenure, log)),
    onTapShed,
  });
}

/** Unsaved counts must not be saved: the supervisor restarts this plane. */
function beginAnew(fenced: SupervisorLink['fenced'], tenure: number, log: Logger): void {
  log.warn({ tenure }, 'another hub owns a partition of this hub: unsaved counts are dropped');
  fenced(tenure);
  process.exit(1);
}
