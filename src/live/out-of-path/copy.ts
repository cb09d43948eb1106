import type { RequestHead } from '../../vocabulary/raw-head.ts';
import type { Head } from '../../wire/head.ts';

/** A request that a mirror has sent to Parallax, whole. */
export interface Copy {
  /** As it came. */
  readonly head: Head;
  /** The same, read. */
  readonly request: RequestHead;
  /** Without its transfer coding. */
  readonly body: Buffer;
  /** When its first byte was seen, by `performance.now()`. */
  readonly startedAt: number;
  /** Lets go of its bytes in the budget. To be called once. */
  readonly release: () => void;
}
