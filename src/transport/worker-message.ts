import type { MessagePort } from 'node:worker_threads';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type {
  ConfigState,
  PlaneReport,
  ProcessTotals,
  ReloadId,
} from '../vocabulary/plane-message.ts';
import type { AnswerBatch } from '../vocabulary/recorded-answer.ts';
import type { ReplayRequest } from '../vocabulary/replay.ts';
import type { TenureEffects } from '../vocabulary/tenure-effects.ts';
import type { TenureSends } from '../vocabulary/tenure-sends.ts';
import type { TapIdentity } from '../vocabulary/tap-note.ts';
import type { UnseenSpan } from '../vocabulary/unseen-span.ts';
import type { ConfigChange } from './config-change.ts';
import type { TenureStart } from './hub-setup.ts';

/** Exchanges of one tenure that were saved with the evidence, in one transaction. */
export interface Committed {
  readonly tenure: number;
  /** Names the row with their sequences. */
  readonly commit: number;
  readonly sequences: readonly number[];
}

/** A tap fell silent in the middle of its work. */
export interface TapSilent {
  readonly tenure: number;
  readonly span: UnseenSpan;
}

export interface TapShedTotals {
  /** Of the first partition. */
  readonly tenure: number;
  /** One start of a tap. */
  readonly tap: string;
  readonly shed: Readonly<Record<string, number>>;
}

/** What the latest message of a tap says about it. */
export interface HeardTap extends TapIdentity {
  /** How old the message was when its hub read it, in milliseconds. */
  readonly lagMs: number;
  /** Exchanges that it has shed since its start. */
  readonly shed: number;
}

/** From the supervisor to a worker. `input` and `output` come anew whenever a neighbour restarts. */
export type ToWorker =
  | { readonly kind: 'input'; readonly port: MessagePort }
  | { readonly kind: 'output'; readonly port: MessagePort }
  | { readonly kind: 'ping' }
  | { readonly kind: 'totals'; readonly totals: ProcessTotals }
  | { readonly kind: 'watch'; readonly progress: SharedArrayBuffer }
  | { readonly kind: 'replay'; readonly request: ReplayRequest }
  | { readonly kind: 'forget-marks' }
  /** Reload the TLS files that have changed. */
  | { readonly kind: 'reread' }
  | { readonly kind: 'config'; readonly change: ConfigChange }
  /** No exchange that began before this config, with another primary, is left in the live plane. */
  | { readonly kind: 'drained'; readonly revision: ConfigRevision }
  /** This hub owns a partition from now on. */
  | { readonly kind: 'tenure-begun'; readonly tenure: TenureStart }
  /** It hands the partition over: no exchange of the tenure comes any more. */
  | { readonly kind: 'tenure-ending'; readonly tenure: number }
  /** It no longer does: what belongs to the tenure is dropped. */
  | { readonly kind: 'tenure-ended'; readonly tenure: number }
  /** The candidate has failed what waits for it, and what it refuses from now on. */
  | { readonly kind: 'holds-ended' }
  /** The answer to `send-asked`: a record of them is in the stream, so they may be sent. */
  | ({ readonly kind: 'send-granted' } & TenureSends)
  /** What a tap has shed by reason since its start; to the owner of the first partition. */
  | ({ readonly kind: 'tap-shed' } & TapShedTotals)
  /** What a tap did last is unknown; to the sending plane. */
  | ({ readonly kind: 'tap-silent' } & TapSilent)
  /** The taps that were heard since the last such message. */
  | { readonly kind: 'taps-heard'; readonly taps: readonly HeardTap[] }
  /** The answer to `reload`. */
  | { readonly kind: 'reloaded'; readonly id: ReloadId; readonly state: ConfigState }
  | { readonly kind: 'stop' };

/** From a worker to its supervisor. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly address?: string }
  | { readonly kind: 'pong'; readonly report: PlaneReport }
  | { readonly kind: 'replay'; readonly request: ReplayRequest }
  | { readonly kind: 'forget-marks' }
  /** An operator asks for a reload of the config. */
  | { readonly kind: 'reload'; readonly id: ReloadId }
  /** The answer to `tenure-begun`. */
  | { readonly kind: 'tenure-taken'; readonly tenure: number }
  | ({ readonly kind: 'committed' } & Committed)
  /** Everything that the plane had counted this long ago is saved. Comes after what `committed` says of it. */
  | { readonly kind: 'saved'; readonly countedMsAgo: number }
  /** What was answered to writes, to be recorded for the next owner. */
  | ({ readonly kind: 'answered' } & AnswerBatch)
  /** Counted exchanges begin or end to wait for their effect. */
  | ({ readonly kind: 'effects' } & TenureEffects)
  /** The turn of these exchanges has come. */
  | ({ readonly kind: 'send-asked' } & TenureSends)
  | { readonly kind: 'fenced'; readonly tenure: number }
  /** The answer to `config`. */
  | {
      readonly kind: 'configured';
      readonly revision: ConfigRevision;
      /** Why the plane keeps its previous config; null if it took the new one. */
      readonly fault: string | null;
    };
