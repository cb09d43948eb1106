import type { Exchange } from '../../vocabulary/exchange.ts';
import type { TapIdentity, TapNote } from '../../vocabulary/tap-note.ts';

/** What a tap publishes at once, for one partition. */
export interface TapMessage {
  readonly tap: TapIdentity;
  readonly partition: number;
  /** Counts this tap's messages from 1. */
  readonly batch: number;
  readonly note: TapNote;
  /** Exchanges in `packed`. */
  readonly records: number;
  /** The used bytes of a batch of exchanges: a multiple of 8. */
  readonly packed: Uint8Array;
}

/** A message as a hub reads it, or why it cannot. */
export type Decoded =
  | {
      readonly fault: null;
      readonly message: Omit<TapMessage, 'packed'>;
      /** In the memory of the message; with the tap's own sequences and no tenure. */
      readonly exchanges: readonly Exchange[];
    }
  | {
      readonly fault: 'unknown_version' | 'malformed';
      /** How many exchanges the message says it has; 0 where it is malformed. */
      readonly records: number;
    };

export function encodeTapMessage(message: TapMessage): Uint8Array {
  throw new Error(`not written yet: ${message.batch}`);
}

export function decodeTapMessage(bytes: Uint8Array): Decoded {
  throw new Error(`not written yet: ${bytes.byteLength}`);
}
