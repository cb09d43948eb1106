import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { NatsConnection } from '@nats-io/transport-node';
import { compactHeap } from '../transport/compact-heap.ts';
import type { FleetConfig } from '../config/fleet-schema.ts';
import type { Config } from '../config/schema.ts';
import type { PostgresConfig } from '../config/store-schema.ts';
import { version } from '../control/version.ts';
import { openNats } from '../fleet/nats/connect.ts';
import { addHubSubjects, ensureStream } from '../fleet/nats/ensure-stream.ts';
import { Intake } from '../hub/intake.ts';
import { createLogger, faultOf, type Logger } from '../log.ts';
import { openPostgres } from '../postgres/connect.ts';
import { preparedWorld } from '../postgres/prepared-world.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import { judgingPlanes } from '../vocabulary/plane-message.ts';
import { Tally } from '../vocabulary/tally.ts';
import { inheritIdentities } from './inherit-identities.ts';
import { planeEntries } from './plane-entries.ts';
import { recordRest, recorderBeside } from './recorder-beside.ts';
import { refuseLoop } from './refuse-loop.ts';
import { swapFault } from './refuse-swap.ts';
import { type Running, runningProcess } from './running-process.ts';
import type { StartOptions } from './start.ts';
import { startReloading } from './start-reloading.ts';
import { type PlaneEntry, Supervisor } from './supervisor.ts';
import { identityMemoryFor, workerSetup } from './worker-setup.ts';

/**
 * Starts a hub: all planes but the live one, fed by the stream of a fleet. Waits for PostgreSQL, which stores
 * the name of the world. NATS may come later.
 *
 * @throws `plane_start` if a plane fails at once; `own_address` if a deployment is this Parallax;
 *   `store_later_version`; `store_other_fleet`; the system's error if the admin address is taken
 */
export async function startHub(config: Config, options: StartOptions = {}): Promise<Running> {
  setFlagsFromString('--no-allocation-site-pretenuring');
  const {
    log = createLogger('intake', config.log.level, config.log.format),
    entries = planeEntries,
  } = options;
  const { settings = [] } = options;
  const { fleet, store } = fleetOf(config);
  await refuseLoop(config);
  const postgres = openPostgres(store, log);
  const instance = await preparedWorld(postgres, fleet, log);
  const self = { hub: randomBytes(4).toString('hex'), host: hostname(), version };
  const tally = new Tally();
  const nats = openNats({
    nats: fleet.nats,
    clientName: `parallax hub ${self.hub}`,
    log,
    onUp: (connection) => void ensured(connection, fleet, log),
    onDown: () => undefined,
  });
  const beside = recorderBeside(config, fleet.clockSkewMs);
  const setup = {
    ...workerSetup({ config, instance, settings, hub: { owner: self.hub, tenures: [] } }),
    ...beside.setup,
  };
  const intake: Intake = new Intake({
    config,
    fleet,
    self,
    postgres,
    tally,
    log,
    connection: () => nats.connection,
    async beginTenure(tenure, recorded) {
      const identityMemory = identityMemoryFor(config);
      await inheritIdentities({
        config: reloading.running(),
        postgres,
        lagMemory: setup.lagMemory,
        partition: tenure.partition,
        memory: identityMemory,
        log,
      });
      await supervisor.beginTenure({ ...tenure, identityMemory, recorded });
    },
    grantSends: (sends) => supervisor.grantSends(sends),
    leaveTenure: (tenure) => supervisor.leaveTenure(tenure),
    endTenure: (tenure) => supervisor.endTenure(tenure),
    onTapShed: (totals) => supervisor.reportTapShed(totals),
    onTapSilent: (silent) => supervisor.reportTapSilent(silent),
    onTapsHeard: (taps) => supervisor.reportTaps(taps),
    waitingAside: () =>
      supervisor.totals.gauge('held_writes') + supervisor.totals.gauge('held_pairs'),
  });
  const supervisor: Supervisor = new Supervisor({
    planes: judgingPlanes.map((plane): PlaneEntry => ({ plane, entry: entries[plane] })),
    recorder: beside.recorder,
    source: {
      plane: 'intake',
      tally,
      onOutput: (port) => intake.onOutput(port),
      onRecording: (port) => intake.onRecording(port),
    },
    setup,
    hub: {
      onCommitted: (commit) => intake.onCommitted(commit),
      onSaved: (countedMsAgo) => intake.onSaved(countedMsAgo),
      onFenced: (tenure) => intake.onFenced(tenure),
      onAnswered: (batch) => intake.onAnswered(batch),
      onSendAsked: (sends) => intake.onSendAsked(sends),
      onEffects: (effects) => intake.onEffects(effects),
      onShed: (shed) => intake.onShedBehind(shed),
      onPlaneLost: (plane) => intake.onPlaneLost(plane),
    },
    onReload: (id) =>
      void reloading.reload('api').then((state) => supervisor.reportReload(id, state)),
    log,
  });
  const reloading = startReloading({
    running: { config, settings },
    source: options.source ?? null,
    live: intake,
    supervisor,
    refuse: swapFault,
    log,
  });
  await supervisor.start();
  compactHeap();
  intake.start();
  const running = runningProcess({
    supervisor,
    reloading,
    hasSource: options.source !== undefined,
    reread: () => undefined,
    async drain(withinMs) {
      await intake.drain(withinMs);
      await recordRest(intake);
    },
    close: () => Promise.allSettled([nats.close(), postgres.close()]),
    log,
  });
  log.info({ admin: supervisor.adminAddress, hub: self.hub, instance }, 'this hub is ready');
  return running;
}

interface FleetStore {
  readonly fleet: FleetConfig;
  readonly store: PostgresConfig;
}

function fleetOf({ fleet, store }: Config): FleetStore {
  if (fleet !== undefined && store?.kind === 'postgres') return { fleet, store };
  throw new ParallaxError('hub_config', 'a hub needs fleet: and store: postgres://… in its config');
}

async function ensured(connection: NatsConnection, fleet: FleetConfig, log: Logger): Promise<void> {
  try {
    const found = await addHubSubjects(connection, fleet, await ensureStream(connection, fleet));
    if (found.length > 0) log.warn({ found }, 'the stream in NATS differs from the config');
  } catch (error) {
    log.warn({ fault: faultOf(error) }, 'the stream in NATS cannot be used yet');
  }
}
