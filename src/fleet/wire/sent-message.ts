import { preambleBytes, readPreamble, sentMagic, viewOf, writePreamble } from './preamble.ts';

/**
 * The message that the owner of a partition publishes before it sends exchanges. Without exchanges, it states
 * that it owns the partition now.
 */
export interface SentMessage {
  /** The hub; eight hexadecimal digits. */
  readonly hub: string;
  readonly partition: number;
  /** The term of the hub's lease. */
  readonly term: number;
  /** The sequences of the exchanges in the fleet. */
  readonly sequences: readonly number[];
}

/**
 * The format that this version writes, and the only one that it reads: an unreadable record counts as
 * missing.
 */
const formatNow = 1;
const floatBytes = 8;

export function encodeSent({ hub, partition, term, sequences }: SentMessage): Uint8Array {
  const bytes = new Uint8Array(preambleBytes + sequences.length * floatBytes);
  const name = { instance: hub, partition, batch: term };
  const lengths = {
    layoutBytes: 0,
    envelopeBytes: 0,
    packedBytes: bytes.byteLength - preambleBytes,
  };
  writePreamble(
    bytes,
    { format: formatNow, ...name, records: sequences.length, ...lengths },
    sentMagic,
  );
  const view = viewOf(bytes);
  for (const [at, sequence] of sequences.entries())
    view.setFloat64(preambleBytes + at * floatBytes, sequence, true);
  return bytes;
}

/** Null if no hub of this version can have written it. It trusts nothing in the message. */
export function decodeSent(bytes: Uint8Array): SentMessage | null {
  const preamble = readPreamble(bytes, sentMagic);
  if (preamble === null || preamble.format !== formatNow) return null;
  const { instance: hub, partition, batch: term, records } = preamble;
  if (bytes.byteLength !== preambleBytes + records * floatBytes) return null;
  const view = viewOf(bytes);
  const sequences = Array.from({ length: records }, (_, at) =>
    view.getFloat64(preambleBytes + at * floatBytes, true),
  );
  if (!sequences.every((sequence) => Number.isSafeInteger(sequence) && sequence > 0)) return null;
  return { hub, partition, term, sequences };
}
