import type { Exchange } from '../vocabulary/exchange.ts';

/** The next part of a file with exchanges. */
export type SourcePart =
  | {
      readonly kind: 'exchanges';
      /** In the order of their ends, by one monotonic clock for the whole file. */
      readonly exchanges: readonly Exchange[];
      /** The wall clock minus that clock, in milliseconds. */
      readonly wallOffsetMs: number;
    }
  | {
      readonly kind: 'fault';
      /** Its position in the file: `byte 1200`, `entry 7`. */
      readonly place: string;
      readonly words: string;
      /** The exchanges that are lost with it, as far as known. */
      readonly exchanges: number;
      /**
       * The number of exchanges that are lost with it is unknown: more than the batch that a recorder was
       * writing when it was killed.
       */
      readonly mayHideMore?: true;
    };

/** The times of the first exchange of a file, by the recorder's monotonic clock. */
export interface FirstExchange extends Pick<Exchange, 'startedAt' | 'endedAt'> {
  /** The wall clock minus the monotonic clock at that time, in milliseconds. */
  readonly wallOffsetMs: number;
}

/** A file with exchanges, in any format. */
export interface ExchangeSource extends AsyncDisposable {
  readonly path: string;
  /** Identifies one start of the recorder: files with the same one share a clock and number their exchanges in sequence. Empty if the file ends within its header. */
  readonly recorder: string;
  readonly host: string;
  /**
   * The wall clock when the file was started, milliseconds since the epoch; no exchange in it ended before.
   */
  readonly startedAtMs: number;
  /** Null if its times are those of the wall clock, or its first part cannot be read. */
  readonly first: FirstExchange | null;
  /**
   * How far the clocks that measured its exchanges may differ, in milliseconds: in a recording of a hub, each
   * tap has its own. Absent if there was only one.
   */
  readonly clockSkewMs?: number | undefined;
  /** Whether its answers have placeholders in place of secrets. */
  readonly hasPlaceholders: boolean;
  /** Reads the file once, in bounded memory. */
  parts(): AsyncGenerator<SourcePart>;
  /** The share of the file that was read, from 0 to 1. */
  readShare(): number;
}
