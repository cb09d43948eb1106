/**
 * The format that this version writes. A hub also reads the previous and the next one. Raise it by one in a release that
 * adds or removes fields or words: hosts two such releases apart then refuse each other's messages.
 */
export const formatNow = 1;

/** Of a tap message; a multiple of 8. */
export const preambleBytes = 48;
/** Of one part of a message; a multiple of 8. */
export const partPreambleBytes = 40;

const messageMagic = 'PLXBATCH';
/** The first word of the records of answers, which otherwise begin like a tap message. */
export const answersMagic = 'PLXANSWR';
/** The first word of the records of sends. */
export const sentMagic = 'PLXSENT.';
const partMagic = 'PLXPART.';

/** The tap and number of a message. */
interface MessageName {
  /** Eight hexadecimal digits. */
  readonly instance: string;
  readonly partition: number;
  readonly batch: number;
}

/**
 * The first bytes of each tap message: the same in every version, so that a hub can count the exchanges in
 * messages that it cannot read. All lengths are in bytes.
 */
export interface Preamble extends MessageName {
  readonly format: number;
  readonly records: number;
  readonly layoutBytes: number;
  readonly envelopeBytes: number;
  readonly packedBytes: number;
}

/** The first bytes of each part of a message. */
export interface PartPreamble extends MessageName {
  /** Counts from 0. */
  readonly part: number;
  readonly parts: number;
  /** The size of the whole message. */
  readonly wholeBytes: number;
}

export function writePreamble(to: Uint8Array, preamble: Preamble, magic = messageMagic): void {
  const view = writeName(to, magic, preamble);
  view.setUint32(28, preamble.format, true);
  view.setUint32(32, preamble.records, true);
  view.setUint32(36, preamble.layoutBytes, true);
  view.setUint32(40, preamble.envelopeBytes, true);
  view.setUint32(44, preamble.packedBytes, true);
}

/** Null if it is not a tap message, or does not begin with the given first word. */
export function readPreamble(bytes: Uint8Array, magic = messageMagic): Preamble | null {
  if (bytes.byteLength < preambleBytes) return null;
  const name = readName(bytes, magic);
  if (name === null) return null;
  const view = viewOf(bytes);
  return {
    ...name,
    format: view.getUint32(28, true),
    records: view.getUint32(32, true),
    layoutBytes: view.getUint32(36, true),
    envelopeBytes: view.getUint32(40, true),
    packedBytes: view.getUint32(44, true),
  };
}

export function writePartPreamble(to: Uint8Array, preamble: PartPreamble): void {
  const view = writeName(to, partMagic, preamble);
  view.setUint32(28, preamble.part, true);
  view.setUint32(32, preamble.parts, true);
  view.setUint32(36, preamble.wholeBytes, true);
}

/** Null if it is not a part of a message. */
export function readPartPreamble(bytes: Uint8Array): PartPreamble | null {
  if (bytes.byteLength < partPreambleBytes) return null;
  const name = readName(bytes, partMagic);
  if (name === null) return null;
  const view = viewOf(bytes);
  return {
    ...name,
    part: view.getUint32(28, true),
    parts: view.getUint32(32, true),
    wholeBytes: view.getUint32(36, true),
  };
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function writeName(to: Uint8Array, magic: string, name: MessageName): DataView {
  Buffer.from(to.buffer, to.byteOffset, 16).write(magic + name.instance, 'latin1');
  const view = viewOf(to);
  view.setFloat64(16, name.batch, true);
  view.setUint32(24, name.partition, true);
  return view;
}

function readName(bytes: Uint8Array, magic: string): MessageName | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('latin1');
  const instance = text.slice(8);
  if (!text.startsWith(magic) || !/^[0-9a-f]{8}$/.test(instance)) return null;
  const view = viewOf(bytes);
  const batch = view.getFloat64(16, true);
  if (!Number.isSafeInteger(batch) || batch < 0) return null;
  return { instance, batch, partition: view.getUint32(24, true) };
}
