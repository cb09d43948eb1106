import type { Socket } from 'node:net';
import {
  hasConnectionOption,
  parseRequestHead,
  type RequestHead,
} from '../../vocabulary/raw-head.ts';
import type { OpaqueReason } from '../../vocabulary/shed.ts';
import { type Head, startsWith } from '../../wire/head.ts';
import { type BodyFraming, MessageFramer } from '../../wire/message.ts';
import { reset } from '../break-off.ts';
import { BodyCapture, type CaptureLimits } from '../capture.ts';
import type { ServedConnection } from '../connection-slots.ts';
import { refusal, type RefusalReason } from '../problems.ts';
import { versionOf } from './copied-request.ts';
import type { Copy } from './copy.ts';

export interface CopyConnectionOptions {
  readonly socket: Socket;
  readonly limits: CaptureLimits;
  /** A copy has arrived, and was answered unless the mirror cut it off. */
  readonly onCopy: (copy: Copy) => void;
  readonly onRefused: (reason: RefusalReason) => void;
  readonly onClose: () => void;
}

const noContent = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n');
const lastNoContent = Buffer.from('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
const goOn = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

/** A mirror that does not read its answers must not fill the memory. */
const unreadBytesMax = 64 * 1024;
/** How long the mirror may take to close its side. */
const lingerMs = 1_000;

/** The copy that is being read. */
interface Reading {
  readonly head: Head;
  /** The same, read. */
  readonly request: RequestHead;
  readonly body: BodyCapture;
}

/** A connection of the mirror: reads each copy completely, and answers it at once, whatever its outcome. */
export class CopyConnection implements ServedConnection {
  readonly #options: CopyConnectionOptions;
  readonly #socket: Socket;
  readonly #framer: MessageFramer;
  #reading: Reading | null = null;
  #startedAt = 0;
  #lastSeenAt = performance.now();
  #hasReadHead = false;
  #isLast = false;

  constructor(options: CopyConnectionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#framer = new MessageFramer('request', {
      onStart: () => {
        this.#startedAt = this.#lastSeenAt;
      },
      onHead: (head) => this.#onHead(head),
      onPayload: (piece) => this.#reading?.body.add(piece),
      onEnd: () => this.#onEnd(),
    });
    const { socket } = options;
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('end', () => socket.end());
    socket.on('timeout', () => socket.destroy());
    socket.on('close', () => this.#onClose());
  }

  get idleSince(): number | null {
    return this.#framer.betweenMessages && this.#hasReadHead ? this.#lastSeenAt : null;
  }

  /** The time limit of heads applies to the whole copy, because a body may never come. */
  headOwedSince(openedAt: number): number | null {
    if (this.#socket.writableEnded) return null;
    if (!this.#framer.betweenMessages) return this.#startedAt;
    return this.#hasReadHead ? null : openedAt;
  }

  endSlowHead(): void {
    this.#close(refusal('head_timeout'));
  }

  drain(): void {
    this.#isLast = true;
  }

  closeWhenIdle(): void {
    this.#isLast = true;
    if (this.#framer.betweenMessages) this.#close();
  }

  destroy(): void {
    reset(this.#socket);
  }

  #onData(chunk: Buffer): void {
    if (this.#socket.writableEnded) return;
    this.#lastSeenAt = performance.now();
    const fault = this.#framer.read(chunk);
    if (fault !== null) this.#refuse(fault);
    else if (this.#socket.writableLength > unreadBytesMax) this.destroy();
  }

  #onHead(head: Head): BodyFraming | OpaqueReason {
    this.#hasReadHead = true;
    if (startsWith(head.bytes, 'CONNECT ')) return 'connect';
    const request = parseRequestHead(head.bytes);
    this.#reading = { head, request, body: new BodyCapture(this.#options.limits, 0) };
    if (head.expect) this.#socket.write(goOn);
    if (head.chunked) return 'chunked';
    return head.contentLength === null ? 'none' : 'length';
  }

  #onEnd(): void {
    const reading = this.#reading;
    this.#reading = null;
    if (reading === null) return;
    this.#answer(mayGoOn(reading));
    this.#handOn(reading, reading.body.cutBy);
  }

  /** Incomplete copies are passed on too, so that they are counted with their route. */
  #handOn({ head, request, body }: Reading, cutBy: Copy['cutBy']): void {
    if (cutBy !== null) body.drop();
    this.#options.onCopy({
      head,
      request,
      body: body.body,
      cutBy,
      startedAt: this.#startedAt,
      release: () => body.drop(),
    });
  }

  #answer(keeps: boolean): void {
    if (this.#socket.writableEnded) return;
    if (keeps && !this.#isLast) this.#socket.write(noContent);
    else this.#close(lastNoContent);
  }

  #refuse(reason: RefusalReason): void {
    this.#options.onRefused(reason);
    this.#close(refusal(reason));
  }

  #close(last?: Buffer): void {
    this.#isLast = true;
    if (this.#socket.writableEnded) return;
    if (last !== undefined) this.#socket.write(last);
    this.#socket.end(() => setTimeout(() => this.#socket.destroy(), lingerMs).unref());
  }

  #onClose(): void {
    const reading = this.#reading;
    this.#reading = null;
    if (reading !== null) this.#handOn(reading, reading.body.cutBy ?? 'aborted');
    this.#options.onClose();
  }
}

/** Whether the mirror may send another copy on the connection: HTTP/1.0 closes it, as does the option. */
function mayGoOn({ head, request }: Reading): boolean {
  return versionOf(head.bytes) !== 'HTTP/1.0' && !hasConnectionOption(request.fields, 'close');
}
