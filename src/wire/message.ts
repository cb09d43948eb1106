import type { OpaqueReason } from '../vocabulary/shed.ts';
import { BodyReader } from './body.ts';
import { malformed, needMore } from './fields.ts';
import { type Head, HeadReader } from './head.ts';

/** How the body behind a head is delimited. */
export type BodyFraming = 'none' | 'length' | 'chunked' | 'close';

/** How the body of a final answer is delimited (RFC 9112, section 6.3), or why that is ambiguous. */
export function answerFraming(
  { status, chunked, contentLength }: Head,
  asksHeadOnly: boolean,
): BodyFraming | OpaqueReason {
  if (asksHeadOnly || status === 304) return 'none';
  if (status === 204) return chunked || (contentLength ?? 0) > 0 ? 'ambiguous_length' : 'none';
  if (chunked) return 'chunked';
  return contentLength === null ? 'close' : 'length';
}

/** What a framer reports of the messages in one direction of a connection. */
export interface MessageSink {
  /** Called ahead of `onStart`. Says why no message may start here, or null; without it each may. */
  mayStart?(): OpaqueReason | null;
  /** The first octet of a message was seen. */
  onStart(): void;
  /** Says how the body is delimited, or why the connection can't be understood any further. */
  onHead(head: Head): BodyFraming | OpaqueReason;
  onPayload(piece: Buffer): void;
  /** Field lines after the last chunk of a body, piece by piece, through the empty line. */
  onTrailers?(piece: Buffer): void;
  onEnd(): void;
}

const framings: ReadonlySet<string> = new Set(['none', 'length', 'chunked', 'close']);

/**
 * Watches one direction of a connection go by and reports where its HTTP/1.x messages start and
 * end. It changes nothing, and where it is not sure it says so once and is not to be asked again.
 */
export class MessageFramer {
  readonly #sink: MessageSink;
  readonly #heads: HeadReader;
  readonly #body: BodyReader;
  #state: 'between' | 'head' | 'body' = 'between';
  #position = 0;

  constructor(of: 'request' | 'response', sink: MessageSink) {
    this.#sink = sink;
    this.#heads = new HeadReader(of);
    this.#body = new BodyReader(
      (piece) => sink.onPayload(piece),
      (piece) => sink.onTrailers?.(piece),
    );
  }

  /** No message has begun that has not ended. */
  get betweenMessages(): boolean {
    return this.#state === 'between';
  }

  get insideHead(): boolean {
    return this.#state === 'head';
  }

  /**
   * During `mayStart` and `onStart`, the offset of the message in the chunk; during `onHead`, the offset behind
   * its head.
   */
  get position(): number {
    return this.#position;
  }

  /**
   * @returns why the connection can't be understood any further, or null while it can. Reading stops there;
   *   the sink was called for everything before. Where `mayStart` gave the reason, reading may go on from `position`.
   */
  read(chunk: Buffer): OpaqueReason | null {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === 'body') {
        const end = this.#body.read(chunk, at);
        if (end === needMore) return null;
        if (end === malformed) return 'malformed_chunk';
        at = end;
        this.#end();
        continue;
      }
      if (this.#state === 'between') {
        this.#position = at;
        const reason = this.#sink.mayStart?.() ?? null;
        if (reason !== null) return reason;
        this.#state = 'head';
        this.#sink.onStart();
      }
      const end = this.#heads.read(chunk, at);
      if (end === needMore) return null;
      if (end === malformed) return this.#heads.fault;
      this.#position = end;
      const fault = this.#take(this.#heads.take(chunk, at, end));
      if (fault !== null) return fault;
      at = end;
    }
    return null;
  }

  /** The peer has ended its side: completes a body that only this delimits. */
  end(): void {
    if (this.#state === 'body' && this.#body.endsWithConnection) this.#end();
  }

  #take(head: Head | OpaqueReason): OpaqueReason | null {
    if (typeof head === 'string') return head;
    const framing = this.#sink.onHead(head);
    if (!framings.has(framing)) return framing as OpaqueReason;
    this.#state = 'body';
    if (framing === 'chunked') this.#body.expectChunks();
    else if (framing === 'close') this.#body.expectClose();
    else if (framing === 'length' && head.contentLength !== null && head.contentLength > 0) {
      this.#body.expectLength(head.contentLength);
    } else this.#end();
    return null;
  }

  #end(): void {
    this.#state = 'between';
    this.#sink.onEnd();
  }
}
