import type { Exchange } from '../vocabulary/exchange.ts';

/** The next part of a file with exchanges. */
export type SourcePart =
  | {
      readonly kind: 'exchanges';
      /** In the order of their ends, by one monotonic clock for all of the file. */
      readonly exchanges: readonly Exchange[];
      /** The wall clock minus that clock, in milliseconds. */
      readonly wallOffsetMs: number;
    }
  | {
      readonly kind: 'fault';
      /** Where it is in the file: `byte 1200`, `entry 7`. */
      readonly place: string;
      readonly words: string;
      /** Exchanges that are lost with it, as far as that is known. */
      readonly exchanges: number;
      /** Nobody knows how many exchanges are lost with it: more than the batch that a recorder was writing when it was killed. */
      readonly mayHideMore?: true;
    };

/** A file with exchanges, whatever its format. */
export interface ExchangeSource extends AsyncDisposable {
  readonly path: string;
  /** Identifies one start of the recorder: files with the same one share a clock and number their exchanges in sequence. */
  readonly recorder: string;
  readonly host: string;
  /** Wall clock when the file was begun, milliseconds since the epoch; no exchange in it ended before. */
  readonly startedAtMs: number;
  /** Reads the file once, in bounded memory. */
  parts(): AsyncGenerator<SourcePart>;
  /** How much of the file was read, from 0 to 1. */
  readShare(): number;
}
