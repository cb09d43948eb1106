import type { ExcuseReason, MarkKind } from '../../vocabulary/excuses.ts';
import type { Members } from '../identity/reading/json-scalars.ts';

/** A thing that differs between the two worlds. */
export interface ThingMark {
  readonly kind: MarkKind;
  readonly because: ExcuseReason;
  /** The sequence of the exchange that first made it differ. */
  readonly cause: number;
  /**
   * A write was about this thing, and did not only name it. Then a refusal that names the thing, or a list
   * that shows it on one side, can follow from that.
   */
  readonly isTarget: boolean;
  /**
   * Only the candidate has named it, and primary may have made it, too: its answer was truncated. When that
   * write was sent, in milliseconds on the live thread's clock.
   */
  readonly unnamedSince?: number;
  /** Its former states on primary, and the states that overlapping writes made; see `MarkedThing`. */
  readonly states: readonly Members[];
  /** Names of members that the writes set: a list that is filtered by one of them may differ. */
  readonly changed: readonly string[];
  /** The write may have removed it without saying so: only the candidate may show it. */
  readonly mayBeGone: boolean;
  /**
   * When the last of the writes was answered, in milliseconds on the live thread's clock. If a request that
   * was sent before shows agreement, the worlds may still differ when all the writes are done.
   */
  readonly until: number;
}
