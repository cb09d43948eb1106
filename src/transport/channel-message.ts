import type { TapNote } from '../vocabulary/tap-note.ts';

/** The first message on a port: where the receiver counts the batches that it has taken from the port. */
export interface ChannelOpening {
  /** One 32-bit number. */
  readonly taken: SharedArrayBuffer;
}

/** Records on their way to the plane behind, in a buffer that is transferred. */
export interface BatchMessage {
  readonly buffer: ArrayBuffer;
  readonly records: number;
  /** How much of the buffer is used. */
  readonly bytes: number;
  /** What the records cost their sender's budget; returned as credit. */
  readonly chargedBytes: number;
  /** Records that count as a loss if they are lost. */
  readonly countedRecords: number;
  /** What a tap states about itself, for a fleet. */
  readonly note?: TapNote;
}

/** What the receiver gives back: the only thing that ever flows backward. */
export interface Credit {
  readonly bytes: number;
  /** Records that count as a loss if they are lost. */
  readonly records: number;
  /** Batches nobody reads any more, to be filled again. */
  readonly buffers: readonly ArrayBuffer[];
}
