import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { Config } from '../config/schema.ts';
import type { Setting } from '../config/settings.ts';
import { createLogger, type Logger } from '../log.ts';
import { Playback, type PlaybackPlan, type Played } from '../playback/playback.ts';
import type { GaugeName } from '../vocabulary/gauges.ts';
import { judgingPlanes } from '../vocabulary/plane-message.ts';
import { Tally } from '../vocabulary/tally.ts';
import { soleTenure } from '../vocabulary/tenure.ts';
import { askerEntry, planeEntries } from './plane-entries.ts';
import { refuseLoop } from './refuse-loop.ts';
import { type Running, runningProcess } from './running-process.ts';
import { startReloading } from './start-reloading.ts';
import { type PlaneEntry, Supervisor } from './supervisor.ts';
import { untilCounted } from './until-counted.ts';
import { identityMemoryFor, workerSetup } from './worker-setup.ts';

export interface StartReplayOptions {
  readonly plan: PlaybackPlan;
  /** The config for asking primary, which is the candidate in it; absent if recorded answers are compared. */
  readonly asking?: Config | undefined;
  /** The source of each value of the config, for the pages. */
  readonly settings?: readonly Setting[];
  readonly log?: Logger;
}

/** A running replay. */
export interface RunningReplay extends Running {
  /** The progress so far. */
  readonly played: Readonly<Played>;
  /**
   * Plays all recordings.
   *
   * @param counted how many exchanges the control plane has counted; null if it does not answer now
   * @returns when every exchange is counted, or the remaining ones cannot complete
   * @throws the system's error if a file cannot be read
   */
  play(counted: () => Promise<number | null>): Promise<void>;
}

const lookEveryMs = 50;
/**
 * If a write waits for the candidate for this time and nothing can be delivered, the candidate does not come
 * back.
 */
const awayMs = 30_000;
/** Within this time, all planes have reported. */
const reportMs = 2_000;
/** Gauges that show work under way. Exchanges that wait for a connection to the candidate are not under way. */
const busyGauges: readonly GaugeName[] = [
  'asked_in_flight',
  'mirror_in_flight',
  'secondary_in_flight',
  'compare_waiting_pairs',
];

/**
 * Starts the planes of a replay: all but the live one, fed by the playback of recordings.
 *
 * @throws `plane_start` if a plane fails at once; `own_address` if a deployment is this Parallax; the
 *   system's error
 *   if the admin address is taken
 */
export async function startReplay(
  config: Config,
  options: StartReplayOptions,
): Promise<RunningReplay> {
  setFlagsFromString('--no-allocation-site-pretenuring');
  const {
    plan,
    settings = [],
    log = createLogger('playback', config.log.level, config.log.format),
  } = options;
  await refuseLoop(config);
  const instance = randomBytes(4).toString('hex');
  const tally = new Tally();
  const playback: Playback = new Playback({
    config,
    plan,
    tally,
    waitingAside: () =>
      supervisor.totals.gauge('held_writes') + supervisor.totals.gauge('held_pairs'),
  });
  const supervisor: Supervisor = new Supervisor({
    planes: planesOf(options.asking),
    source: { plane: 'playback', tally, onOutput: (port) => playback.onOutput(port) },
    setup: workerSetup({ config, instance, settings, hub: null }),
    onReload: (id) =>
      void reloading.reload('api').then((state) => supervisor.reportReload(id, state)),
    log,
  });
  const reloading = startReloading({
    running: { config, settings },
    // A replay keeps the config that it started with.
    source: null,
    live: playback,
    supervisor,
    log,
  });
  await supervisor.start();
  const running = runningProcess({
    supervisor,
    reloading,
    hasSource: false,
    reread: () => undefined,
    async drain() {
      playback.stop();
    },
    log,
  });
  const isBusy = (): boolean => busyGauges.some((name) => supervisor.totals.gauge(name) > 0);

  const { played } = playback;
  const allCounted = (counted: () => Promise<number | null>): Promise<void> =>
    untilCounted({ played, counted, isBusy, isStopped: () => playback.isStopped });

  /** Waits, because planes report some time after they have counted. */
  async function noteStatuses(): Promise<void> {
    const untilMs = performance.now() + reportMs;
    const { totals } = supervisor;
    while (totals.gauge('asked_settled') < playback.played.delivered) {
      if (performance.now() > untilMs) break;
      await sleep(lookEveryMs);
    }
    playback.played.knownStatuses = totals.gauge('asked_known_statuses');
    playback.played.changedStatuses = totals.gauge('asked_changed_statuses');
  }

  /** Waits, because the compare plane reports its gauges some time after it has compared. */
  async function noteNotRecorded(): Promise<void> {
    const untilMs = performance.now() + reportMs;
    const { totals } = supervisor;
    while (totals.gauge('replay_compared_pairs') < playback.played.delivered) {
      if (playback.isStopped || performance.now() > untilMs) break;
      await sleep(lookEveryMs);
    }
    playback.played.valuesNotRecorded = totals.gauge('replay_values_not_recorded');
  }

  /** Without this, the playback would wait for a candidate that is down forever. */
  function watchCandidate(): NodeJS.Timeout {
    let [before, changedAtMs] = [-1, performance.now()];
    return setInterval(() => {
      const { delivered } = playback.played;
      const isHeld = supervisor.totals.gauge('held_writes') > 0;
      if (delivered !== before || !isHeld) [before, changedAtMs] = [delivered, performance.now()];
      if (performance.now() - changedAtMs <= awayMs) return;
      supervisor.endHolds();
      changedAtMs = performance.now();
    }, lookEveryMs);
  }

  return Object.assign(running, {
    played,
    async play(counted: () => Promise<number | null>) {
      const watch = watchCandidate();
      await playback.play().finally(() => clearInterval(watch));
      // No more exchanges arrive for which a pair could wait.
      supervisor.leaveTenure(soleTenure);
      await allCounted(counted);
      if (options.asking !== undefined) await noteStatuses();
      // Writes wait for the candidate without a limit, and what follows them waits, too. The evidence must
      // contain all of them.
      if (supervisor.totals.gauge('held_writes') > 0) {
        supervisor.endHolds();
        await allCounted(counted);
      }
      if (options.asking === undefined) await noteNotRecorded();
      // The caller asks the gate next, and unreadable parts lower coverage.
      supervisor.publish();
    },
  });
}

/** The asker is in front of the planes that judge. */
function planesOf(asking: Config | undefined): readonly PlaneEntry[] {
  const judging = judgingPlanes.map((plane): PlaneEntry => ({ plane, entry: planeEntries[plane] }));
  if (asking === undefined) return judging;
  const setup = { config: asking, identityMemory: identityMemoryFor(asking) };
  return [{ plane: 'asker', entry: askerEntry, setup }, ...judging];
}
