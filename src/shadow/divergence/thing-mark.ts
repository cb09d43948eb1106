import type { ExcuseReason, MarkKind } from '../../vocabulary/excuses.ts';
import type { Members } from '../identity/reading/json-scalars.ts';

/** A thing that is not the same in the two worlds. */
export interface ThingMark {
  readonly kind: MarkKind;
  readonly because: ExcuseReason;
  /** The sequence of the exchange that first made it differ. */
  readonly cause: number;
  /**
   * A write was about this very thing, rather than only naming it: a refusal that names the thing,
   * or a list that shows it on one side, can follow from that.
   */
  readonly isTarget: boolean;
  /**
   * Only the candidate has named it, and primary may have made it, too: its answer was broken off.
   * When that write was sent, in milliseconds on the live thread's clock.
   */
  readonly unnamedSince?: number;
  /** What primary showed of it before, and what overlapping writes made of it; see `MarkedThing`. */
  readonly states: readonly Members[];
  /** Names of members that the writes set: a list that is filtered by one of them may differ. */
  readonly changed: readonly string[];
  /** The write may have removed it, though it does not say so: the candidate may show it alone. */
  readonly mayBeGone: boolean;
  /**
   * When the last of the writes was answered, in milliseconds on the live thread's clock: what agrees
   * in a request that was sent before need not do so when all of them are done.
   */
  readonly until: number;
}
