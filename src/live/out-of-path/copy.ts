import type { RequestHead } from '../../vocabulary/raw-head.ts';
import type { ShedReason } from '../../vocabulary/shed.ts';
import type { Head } from '../../wire/head.ts';

/** A request that a mirror has sent to Parallax; of one that is not whole, its head alone. */
export interface Copy {
  /** As it came. */
  readonly head: Head;
  /** The same, read. */
  readonly request: RequestHead;
  /** Without its transfer coding. */
  readonly body: Buffer;
  /** Why it is not whole; null where it is. */
  readonly cutBy: ShedReason | null;
  /** When its first byte was seen, by `performance.now()`. */
  readonly startedAt: number;
  /** Lets go of the body's bytes in the budget. To be called once the body is not read any more. */
  readonly release: () => void;
}
