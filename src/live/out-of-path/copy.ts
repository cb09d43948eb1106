import type { RequestHead } from '../../vocabulary/raw-head.ts';
import type { ShedReason } from '../../vocabulary/shed.ts';
import type { Head } from '../../wire/head.ts';

/** A request that a mirror has sent to Parallax; for an incomplete one, only its head. */
export interface Copy {
  /** As it was received. */
  readonly head: Head;
  /** The same, parsed. */
  readonly request: RequestHead;
  /** Without its transfer coding. */
  readonly body: Buffer;
  /** Why it is incomplete; null if it is complete. */
  readonly cutBy: ShedReason | null;
  /** When its first byte was seen, by `performance.now()`. */
  readonly startedAt: number;
  /** Releases the body's bytes in the budget. Call it once the body is no longer read. */
  readonly release: () => void;
}
