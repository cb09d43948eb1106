import {
  partPreambleBytes,
  type PartPreamble,
  readPartPreamble,
  readPreamble,
  writePartPreamble,
} from './preamble.ts';

export interface PartJoinerOptions {
  /** The total size of incomplete messages, and also the size of the largest message. */
  readonly bytesMax?: number;
  /** The most incomplete messages. */
  readonly messagesMax?: number;
  /** How long the next part of a message may take. */
  readonly waitMs?: number;
  /** A monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

/** The parts of one message that have arrived. */
interface Incomplete {
  readonly first: PartPreamble;
  readonly parts: Map<number, Uint8Array>;
  readonly streamSequence: number;
  heldBytes: number;
  lastAt: number;
}

const bytesMaxDefault = 256 * 1024 * 1024;
const messagesMaxDefault = 4096;
/** Longer than a tap may take to send the other parts again. */
const waitMsDefault = 150_000;
/** The memory of a part beside its bytes. */
const overheadBytes = 256;
/** The number of joined or dropped messages to remember, because more parts of them may come. */
const rememberedMax = 4096;

/**
 * @param encoded a tap message
 * @param payloadBytesMax the server's limit for one message
 * @returns the message itself if it fits, else its parts in order
 */
export function partsOf(encoded: Uint8Array, payloadBytesMax: number): readonly Uint8Array[] {
  const name = readPreamble(encoded);
  const roomBytes = payloadBytesMax - partPreambleBytes;
  if (name === null || encoded.byteLength <= payloadBytesMax || roomBytes <= 0) return [encoded];
  const wholeBytes = encoded.byteLength;
  const parts = Math.ceil(wholeBytes / roomBytes);
  return Array.from({ length: parts }, (_, part) => {
    const preamble = { ...name, part, parts, wholeBytes };
    const { from, to } = stretchOf(preamble);
    const bytes = new Uint8Array(partPreambleBytes + to - from);
    writePartPreamble(bytes, preamble);
    bytes.set(encoded.subarray(from, to), partPreambleBytes);
    return bytes;
  });
}

/**
 * Joins the parts of messages of many taps, in any order. Use one joiner for one pass over a stream: in a
 * second pass, it would treat the parts of a joined message as duplicates.
 */
export class PartJoiner {
  readonly #bytesMax: number;
  readonly #messagesMax: number;
  readonly #waitMs: number;
  readonly #now: () => number;
  /** By name; the one that has waited longest for a part is the first. */
  readonly #incomplete = new Map<string, Incomplete>();
  readonly #done = new Set<string>();
  #heldBytes = 0;
  #dropped: number[] = [];

  constructor(options: PartJoinerOptions = {}) {
    this.#bytesMax = options.bytesMax ?? bytesMaxDefault;
    this.#messagesMax = options.messagesMax ?? messagesMaxDefault;
    this.#waitMs = options.waitMs ?? waitMsDefault;
    this.#now = options.now ?? (() => performance.now());
  }

  /** The size of incomplete messages. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** The lowest position in the stream of a held part; null if there is none. */
  get heldFrom(): number | null {
    let lowest: number | null = null;
    for (const { streamSequence } of this.#incomplete.values()) {
      if (lowest === null || streamSequence < lowest) lowest = streamSequence;
    }
    return lowest;
  }

  /**
   * @param bytes as received, valid only during the call if they are a part
   * @param streamSequence their position in the stream
   * @returns a complete message, which is `bytes` itself if it is not a part; null while parts of it are
   *   missing
   */
  add(bytes: Uint8Array, streamSequence = 0): Uint8Array | null {
    const part = readPartPreamble(bytes);
    // Anything else cannot be decoded either, and is counted there.
    if (part === null || !this.#isSound(part, bytes)) return bytes;
    const name = nameOf(part);
    if (this.#done.has(name)) return null;
    const held = this.#incomplete.get(name);
    if (held !== undefined && held.first.wholeBytes !== part.wholeBytes) return bytes;
    // The tap has split it again since, into smaller parts.
    if (held !== undefined && part.parts < held.first.parts) return null;
    const message = this.#withSameParts(name, held, part) ?? begin(part, streamSequence);
    this.#hold(name, message, part, bytes);
    if (message.parts.size < part.parts) {
      this.#makeRoom();
      return null;
    }
    this.#finish(name, message);
    return join(message);
  }

  /**
   * @returns the incomplete messages that were dropped since the last call, because of time or for lack of room: the
   *   number of exchanges that each one states, 0 without its first part
   */
  expire(waitMs = this.#waitMs): readonly number[] {
    for (const [name, message] of this.#incomplete) {
      if (message.lastAt >= this.#now() - waitMs) break;
      this.#drop(name, message);
    }
    return this.#dropped.splice(0);
  }

  /** Forgets larger parts: the tap has split the message again, and sends no more of them. */
  #withSameParts(
    name: string,
    held: Incomplete | undefined,
    { parts }: PartPreamble,
  ): Incomplete | null {
    if (held === undefined || held.first.parts === parts) return held ?? null;
    this.#forget(name, held);
    return null;
  }

  #isSound(part: PartPreamble, bytes: Uint8Array): boolean {
    if (part.parts < 2 || part.part >= part.parts || part.wholeBytes > this.#bytesMax) return false;
    const { from, to } = stretchOf(part);
    return from < to && bytes.byteLength === partPreambleBytes + to - from;
  }

  #hold(name: string, message: Incomplete, { part }: PartPreamble, bytes: Uint8Array): void {
    message.lastAt = this.#now();
    this.#incomplete.delete(name);
    this.#incomplete.set(name, message);
    if (message.parts.has(part)) return;
    message.parts.set(part, new Uint8Array(bytes.subarray(partPreambleBytes)));
    message.heldBytes += bytes.byteLength + overheadBytes;
    this.#heldBytes += bytes.byteLength + overheadBytes;
  }

  #makeRoom(): void {
    for (const [name, message] of this.#incomplete) {
      const fits = this.#heldBytes <= this.#bytesMax && this.#incomplete.size <= this.#messagesMax;
      if (fits) return;
      this.#drop(name, message);
    }
  }

  #drop(name: string, message: Incomplete): void {
    this.#finish(name, message);
    this.#dropped.push(statedRecords(message));
  }

  #forget(name: string, { heldBytes }: Incomplete): void {
    this.#incomplete.delete(name);
    this.#heldBytes -= heldBytes;
  }

  #finish(name: string, message: Incomplete): void {
    this.#forget(name, message);
    this.#done.add(name);
    for (const oldest of this.#done) {
      if (this.#done.size <= rememberedMax) return;
      this.#done.delete(oldest);
    }
  }
}

function begin(first: PartPreamble, streamSequence: number): Incomplete {
  return { first, parts: new Map(), streamSequence, heldBytes: 0, lastAt: 0 };
}

/** The range of a part in the whole message. All parts but the last have the same length. */
function stretchOf({ part, parts, wholeBytes }: PartPreamble): { from: number; to: number } {
  const partBytes = Math.ceil(wholeBytes / parts);
  const from = part * partBytes;
  return { from, to: Math.min(wholeBytes, from + partBytes) };
}

function statedRecords({ parts }: Incomplete): number {
  const first = parts.get(0);
  return first === undefined ? 0 : (readPreamble(first)?.records ?? 0);
}

function nameOf({ instance, partition, batch }: PartPreamble): string {
  return `${instance} ${partition} ${batch}`;
}

function join({ first, parts }: Incomplete): Uint8Array {
  const whole = new Uint8Array(first.wholeBytes);
  for (const [part, bytes] of parts) whole.set(bytes, stretchOf({ ...first, part }).from);
  return whole;
}
