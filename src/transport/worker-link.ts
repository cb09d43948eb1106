import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { compactHeap } from './compact-heap.ts';
import type { IdentitySeed } from '../config/identity-seed.ts';
import type { Config } from '../config/schema.ts';
import type { Setting } from '../config/settings.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type { ConfigState, ProcessTotals, ReloadId } from '../vocabulary/plane-message.ts';
import type { AnswerBatch } from '../vocabulary/recorded-answer.ts';
import type { ReplayRequest } from '../vocabulary/replay.ts';
import type { TenureEffects } from '../vocabulary/tenure-effects.ts';
import type { TenureSends } from '../vocabulary/tenure-sends.ts';
import type { TapIdentity } from '../vocabulary/tap-note.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { ConfigChange } from './config-change.ts';
import type { HubSetup, TenureStart } from './hub-setup.ts';
import type { IdentityMemory } from './identity-memory.ts';
import { countProgressIn } from './progress.ts';
import type {
  Committed,
  FromWorker,
  HeardTap,
  TapSilent,
  TapShedTotals,
  ToWorker,
} from './worker-message.ts';
import { yieldToLivePlane } from './yield-to-live-plane.ts';

/** What the supervisor gives a worker when it starts it. */
export interface WorkerSetup {
  readonly config: Config;
  readonly revision: ConfigRevision;
  /** The first config since which primary and candidate have their places. */
  readonly placesSince: ConfigRevision;
  /** Random per process; see `exchangeId`. */
  readonly instance: string;
  /** The config as people are shown it; empty where nobody said where it came from. */
  readonly settings: readonly Setting[];
  /** The contents of the seed file. The main thread reads it, so that the shadow plane need not load the schema library. */
  readonly identitySeed: IdentitySeed;
  /** Null where nothing is learned. */
  readonly identityMemory: IdentityMemory | null;
  /** Of a tap; absent elsewhere. */
  readonly tap?: TapSetup;
  /** Where exchanges are recorded; absent elsewhere. */
  readonly recording?: RecordingSetup;
  /** Where the shadow plane records the lag of mirrored exchanges; null where nothing is learned. */
  readonly lagMemory: LagMemory | null;
  /** Null for a process that is no hub. */
  readonly hub: HubSetup | null;
}

/** What the uplink of a tap needs beside its config. */
export interface TapSetup {
  readonly identity: TapIdentity;
  /** One float64: how many messages it has numbered. It outlives the worker, because no number may be used twice. */
  readonly numbered: SharedArrayBuffer;
}

/** What the recorder needs beside its config. */
export interface RecordingSetup {
  /** Of Parallax. */
  readonly version: string;
  /** It is the only plane behind the live one, and serves the admin address. */
  readonly isAlone: boolean;
  /** How far the clocks that measure the exchanges may differ, in milliseconds: 0 outside of a hub. */
  readonly clockSkewMs: number;
}

/** The memory of one lag record for each deployment. */
export interface LagMemory {
  readonly candidate: SharedArrayBuffer;
  readonly secondary: SharedArrayBuffer;
}

/** What a plane can ask of others, by way of its supervisor. */
export interface SupervisorLink {
  /** Has a request sent to both deployments once more. */
  readonly replay: (request: ReplayRequest) => void;
  /** Clears every mark: the two worlds are taken to be equal from now on. */
  readonly forgetMarks: () => void;
  /** Asks for a reload of the config; `onReloaded` follows. */
  readonly reload: (id: ReloadId) => void;
  /** These exchanges are in the saved evidence, and will not be counted again. */
  readonly committed: (commit: Committed) => void;
  /** Everything that was counted this long ago is saved. */
  readonly saved: (countedMsAgo: number) => void;
  /** Another hub owns the partition of this tenure. */
  readonly fenced: (tenure: number) => void;
  /** These answers to writes are to be recorded for the next owner. */
  readonly answered: (batch: AnswerBatch) => void;
  /** Counted exchanges begin or end to wait for their effect. */
  readonly effectsNoted: (effects: TenureEffects) => void;
  /** These exchanges are to be recorded as sent; `onSendGranted` follows. */
  readonly askToSend: (sends: TenureSends) => void;
}

/** What a plane does with what its supervisor sends. */
export interface PlaneEnds {
  readonly tally: Tally;
  /**
   * It keeps the live plane's priority. The shadow plane measures response times: if it waited longer for a core, the
   * deployments that it measures would seem slower than primary. The uplink of a tap does little work, and hubs wait for
   * its notes. A hub has no clients to yield to, and its pages, gate and metrics must answer also while a backlog takes all
   * of a core.
   */
  readonly keepsPriority?: boolean;
  /** A port on which batches arrive; replaces the one before when the neighbour restarted. */
  onInput?(port: MessagePort): void;
  /** A port on which batches leave; replaces the one before when the neighbour restarted. */
  onOutput?(port: MessagePort): void;
  onTotals?(totals: ProcessTotals): void;
  /** A request that is to be sent to both deployments once more. */
  onReplay?(request: ReplayRequest): void;
  /** The evidence was reset: no thing is marked as different in the candidate's world any more. */
  onForgetMarks?(): void;
  /** Reload the TLS files that have changed. */
  onReread?(): void;
  /**
   * Another config is in force for what comes from now on.
   *
   * @throws whatever keeps the plane from it: it goes on as it was
   */
  onConfig?(change: ConfigChange): void;
  /** No exchange that began before this config, with another primary, is left in the live plane. */
  onDrained?(revision: ConfigRevision): void;
  /** This hub owns a partition from now on. */
  onTenureBegun?(tenure: TenureStart): void;
  /** It hands the partition over: no exchange of the tenure comes any more. */
  onTenureEnding?(tenure: number): void;
  /** It no longer does. */
  onTenureEnded?(tenure: number): void;
  /** The candidate has failed what waits for it, and what it refuses from now on. */
  onHoldsEnded?(): void;
  /** A record of these exchanges is in the stream, so they may be sent. */
  onSendGranted?(sends: TenureSends): void;
  /** What a tap has shed by reason since its start. */
  onTapShed?(totals: TapShedTotals): void;
  /** What a tap did last is unknown. */
  onTapSilent?(silent: TapSilent): void;
  /** Taps were heard. */
  onTapsHeard?(taps: readonly HeardTap[]): void;
  /** How the reload ended that was asked for. */
  onReloaded?(id: ReloadId, state: ConfigState): void;
  /** Once, when there is a supervisor that passes messages on. */
  onLinked?(link: SupervisorLink): void;
  /** The process is about to end: what must outlive it is to be put in order at once. */
  onStop?(): void | Promise<void>;
  /**
   * After `onStop`, what takes a while.
   *
   * @returns when the thread may end; after three seconds it is ended
   */
  onEnd?(): Promise<void>;
}

export function workerSetup(): WorkerSetup {
  return workerData as WorkerSetup;
}

/**
 * Ties a plane to its supervisor: answers heartbeats with what the plane has counted, and hands
 * it the channels to its neighbours. Says `ready` at once.
 *
 * @param address where the plane listens, if it does
 */
export function linkToSupervisor(ends: PlaneEnds, address?: string): void {
  const supervisor = parentPort;
  if (supervisor === null) {
    throw new ParallaxError('not_a_worker', 'a plane runs on a worker thread');
  }
  if (ends.keepsPriority !== true) yieldToLivePlane();
  const say = (message: FromWorker): void => supervisor.postMessage(message);
  supervisor.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'input':
        ends.onInput?.(message.port);
        break;
      case 'output':
        ends.onOutput?.(message.port);
        break;
      case 'totals':
        ends.onTotals?.(message.totals);
        break;
      case 'ping':
        say({ kind: 'pong', report: ends.tally.report() });
        break;
      case 'replay':
        ends.onReplay?.(message.request);
        break;
      case 'forget-marks':
        ends.onForgetMarks?.();
        break;
      case 'reread':
        ends.onReread?.();
        break;
      case 'config':
        say(configured(ends, message.change));
        break;
      case 'drained':
        ends.onDrained?.(message.revision);
        break;
      case 'tenure-begun':
        ends.onTenureBegun?.(message.tenure);
        say({ kind: 'tenure-taken', tenure: message.tenure.tenure });
        break;
      case 'tenure-ending':
        ends.onTenureEnding?.(message.tenure);
        break;
      case 'tenure-ended':
        ends.onTenureEnded?.(message.tenure);
        break;
      case 'holds-ended':
        ends.onHoldsEnded?.();
        break;
      case 'send-granted':
        ends.onSendGranted?.(message);
        break;
      case 'tap-shed':
        ends.onTapShed?.(message);
        break;
      case 'tap-silent':
        ends.onTapSilent?.(message);
        break;
      case 'taps-heard':
        ends.onTapsHeard?.(message.taps);
        break;
      case 'reloaded':
        ends.onReloaded?.(message.id, message.state);
        break;
      case 'watch':
        countProgressIn(message.progress);
        break;
      case 'stop':
        void stop(ends);
    }
  });
  ends.onLinked?.({
    replay: (request) => say({ kind: 'replay', request }),
    forgetMarks: () => say({ kind: 'forget-marks' }),
    reload: (id) => say({ kind: 'reload', id }),
    committed: (commit) => say({ kind: 'committed', ...commit }),
    saved: (countedMsAgo) => say({ kind: 'saved', countedMsAgo }),
    fenced: (tenure) => say({ kind: 'fenced', tenure }),
    answered: (batch) => say({ kind: 'answered', ...batch }),
    effectsNoted: (effects) => say({ kind: 'effects', ...effects }),
    askToSend: (sends) => say({ kind: 'send-asked', ...sends }),
  });
  compactHeap();
  say(address === undefined ? { kind: 'ready' } : { kind: 'ready', address });
}

async function stop(ends: PlaneEnds): Promise<void> {
  try {
    await ends.onStop?.();
    await ends.onEnd?.();
  } finally {
    process.exit();
  }
}

function configured(ends: PlaneEnds, change: ConfigChange): FromWorker {
  const { revision } = change;
  try {
    ends.onConfig?.(change);
    return { kind: 'configured', revision, fault: null };
  } catch (error) {
    const fault = error instanceof Error ? error.message : 'an unknown error';
    return { kind: 'configured', revision, fault };
  }
}
