import type { OpaqueReason } from '../vocabulary/shed.ts';
import { type Head, startsWith } from '../wire/head.ts';
import { type BodyFraming, MessageFramer } from '../wire/message.ts';
import { type HeadEdit, isUnambiguous, withoutDetours } from './head-edits.ts';
import { HeadSplicer } from './head-splicer.ts';
import type { RefusalReason } from './problems.ts';
import { TrailerNames } from './trailer-names.ts';

/** The parts of a chunk that may pass. */
export interface Passed {
  readonly toPrimary: readonly Buffer[];
  /** The same bytes for the candidate. */
  readonly toTap: readonly Buffer[];
}

export interface GateEdits {
  readonly forEveryone: HeadEdit | null;
  /** Not sent to the candidate, which has its own settings. */
  readonly forPrimary: HeadEdit | null;
}

/**
 * Every request of a connection passes through this if heads are edited. It depends on the client's bytes
 * alone: neither an answer that is not understood nor a fault in the tap lets a request past the edits. It does
 * not pass a request that it does not understand.
 */
export class RequestGate {
  readonly #edits: GateEdits;
  readonly #framer: MessageFramer;
  readonly #toPrimary = new HeadSplicer();
  readonly #toTap: HeadSplicer;
  #chunk: Buffer = Buffer.alloc(0);
  #now = 0;
  #headStartedAt = 0;
  #hasReadHead = false;
  /** The position in the present request. */
  #asksUpgrade = false;
  /** The last request asked for another protocol, and it is not known yet whether it gets it. */
  #awaitsUpgrade = false;
  #held: Buffer | null = null;
  #fault: RefusalReason | null = null;
  readonly #trailers = new TrailerNames();

  constructor(edits: GateEdits) {
    this.#edits = edits;
    this.#toTap = edits.forPrimary === null ? this.#toPrimary : new HeadSplicer();
    this.#framer = new MessageFramer('request', {
      mayStart: () => this.#mayStart(),
      onStart: () => (this.#headStartedAt = this.#now),
      onHead: (head) => this.#onHead(head),
      onPayload: () => undefined,
      onTrailers: (piece) => this.#trailers.read(piece),
      onEnd: () => (this.#awaitsUpgrade = this.#asksUpgrade),
    });
  }

  /** Why nothing more passes; null while all bytes are understood. */
  get fault(): RefusalReason | null {
    return this.#fault;
  }

  /** Bytes wait for the answer to an upgrade: they may be of HTTP or of the other protocol. */
  get holds(): boolean {
    return this.#held !== null;
  }

  get hasReadHead(): boolean {
    return this.#hasReadHead;
  }

  /** When the unfinished head began; null between heads. */
  get headStartedAt(): number | null {
    return this.#framer.insideHead ? this.#headStartedAt : null;
  }

  read(chunk: Buffer, now: number): Passed {
    this.#chunk = chunk;
    this.#now = now;
    const fault = this.#framer.read(chunk);
    if (this.#trailers.haveEdited) {
      this.#fault = 'edited_trailer';
      return this.#pass((splicer) => splicer.stop());
    }
    if (fault === null) {
      const { insideHead } = this.#framer;
      return this.#pass((splicer) => splicer.endChunk(chunk, insideHead));
    }
    if (fault === 'upgrade') this.#held = chunk.subarray(this.#framer.position);
    else this.#fault = fault;
    return this.#pass((splicer) => splicer.stop());
  }

  /** More bytes after the held ones. */
  hold(chunk: Buffer): void {
    this.#held = this.#held === null ? chunk : Buffer.concat([this.#held, chunk]);
  }

  /** Returns the held bytes after the answer to the upgrade, to be read or passed unchanged. */
  release(): Buffer {
    const held = this.#held ?? Buffer.alloc(0);
    this.#held = null;
    this.#awaitsUpgrade = false;
    return held;
  }

  #pass(take: (splicer: HeadSplicer) => readonly Buffer[]): Passed {
    const toPrimary = take(this.#toPrimary);
    return {
      toPrimary,
      toTap: this.#toTap === this.#toPrimary ? toPrimary : take(this.#toTap),
    };
  }

  #mayStart(): OpaqueReason | null {
    if (this.#trailers.haveEdited) return 'malformed_chunk';
    this.#trailers.startMessage();
    const at = this.#framer.position;
    this.#toPrimary.startMessage(this.#chunk, at);
    if (this.#toTap !== this.#toPrimary) this.#toTap.startMessage(this.#chunk, at);
    return this.#awaitsUpgrade ? 'upgrade' : null;
  }

  #onHead(head: Head): BodyFraming | OpaqueReason {
    if (startsWith(head.bytes, 'CONNECT ')) return 'connect';
    const original = head.bytes.toString('latin1');
    if (!isUnambiguous(original)) return 'malformed_head';
    this.#hasReadHead = true;
    const { forEveryone, forPrimary } = this.#edits;
    const direct = withoutDetours(original);
    this.#asksUpgrade = head.upgrade && /\r\nupgrade:/i.test(direct);
    const shown = forEveryone?.(direct) ?? direct;
    const end = this.#framer.position;
    this.#toPrimary.replaceHead(Buffer.from(forPrimary?.(shown) ?? shown, 'latin1'), end);
    if (this.#toTap !== this.#toPrimary) {
      this.#toTap.replaceHead(Buffer.from(shown, 'latin1'), end);
    }
    if (head.chunked) return 'chunked';
    return head.contentLength === null ? 'none' : 'length';
  }
}
