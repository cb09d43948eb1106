import type { Socket } from 'node:net';
import type { TurnWatch } from '../../wire/turn-watch.ts';
import type { LegFailure } from '../../vocabulary/pair.ts';
import type { OpaqueReason } from '../../vocabulary/shed.ts';
import type { Head } from '../../wire/head.ts';
import { answerFraming, type BodyFraming, MessageFramer } from '../../wire/message.ts';
import { ConnectTimer } from '../../wire/connect-timer.ts';
import { connectUpstream, mayHaveOpened, type Upstream } from '../../wire/upstream.ts';
import { keepAliveMs } from './keep-alive.ts';
import type { OpenConnections } from './open-connections.ts';
import type { ShadowRequest } from './shadow-request.ts';

export interface UpstreamConnectionOptions {
  readonly upstream: Upstream;
  /** The time limit for connecting. */
  readonly connectTimeoutMs: number;
  readonly open: OpenConnections;
  readonly turnWatch: TurnWatch;
}

/** The one request that is under way on a connection, with the callbacks for its answer. */
export interface UpstreamRequest {
  readonly request: ShadowRequest;
  /** The system has taken the last byte of the request. */
  onSent(now: number): void;
  /** Bytes were read; the callbacks for their content follow. */
  onRead(now: number, earliestAt: number): void;
  /** The first byte of an interim or final answer was read. */
  onAnswerBegun(): void;
  onHead(head: Buffer): void;
  onPayload(piece: Buffer): void;
  /** Field lines after the last chunk, piece by piece, including the empty line. */
  onTrailers(piece: Buffer): void;
  onEnd(): void;
  /** There will be no complete answer. */
  onBroken(failure: LegFailure, error: Error): void;
}

/**
 * One connection to a deployment, with one request at a time. It connects again after it was broken or
 * closed. It writes the request's bytes as they are, and reads the answer with the framer of the live plane.
 */
export class UpstreamConnection {
  readonly #options: UpstreamConnectionOptions;
  #socket: Socket | null = null;
  #isConnected = false;
  #connectTimer: ConnectTimer | null = null;
  #isSecondAttempt = false;
  #framer: MessageFramer | null = null;
  #asked: UpstreamRequest | null = null;
  #isInterim = false;
  /** An answer before the awaited one. */
  #interimAnswers = 0;
  #isAnswered = false;
  /** A request was sent on this connection before. */
  #isUsed = false;
  /** How long the connection may be used again after this answer, in milliseconds. */
  #keepMs = 0;
  #keptUntil = 0;

  constructor(options: UpstreamConnectionOptions) {
    this.#options = options;
  }

  /** Whether it is connected, or connecting. */
  get isOpen(): boolean {
    return this.#socket !== null;
  }

  /** Sends a request; returns whether another one was sent before on this connection. */
  ask(asked: UpstreamRequest): boolean {
    if (this.#socket !== null && performance.now() >= this.#keptUntil) this.close();
    this.#asked = asked;
    this.#interimAnswers = 0;
    const wasUsed = this.#isUsed;
    this.#isUsed = true;
    if (this.#socket === null) this.#connect();
    else this.#write(this.#socket, asked);
    return wasUsed;
  }

  /** Makes the next request use a new connection; none may be under way on this one. */
  renew(): void {
    if (this.#isUsed) this.close();
  }

  /** Closes the connection if it was idle for as long as allowed. */
  closeIfStale(now: number): void {
    if (this.#asked === null && now >= this.#keptUntil) this.close();
  }

  /** Drops the connection, or the attempt to make one; the request under way gets no more callbacks. */
  close(): void {
    const socket = this.#socket;
    this.#forget();
    socket?.destroy();
  }

  #forget(): void {
    this.#connectTimer?.stop();
    this.#connectTimer = null;
    this.#isSecondAttempt = false;
    this.#socket = null;
    this.#framer = null;
    this.#asked = null;
    this.#isConnected = false;
    this.#isInterim = false;
    this.#isAnswered = false;
    this.#isUsed = false;
  }

  #connect(): void {
    const { upstream, connectTimeoutMs, open } = this.#options;
    // Ignores the events of a socket that was dropped.
    const ofThis = (act: () => void) => () => {
      if (this.#socket === socket) act();
    };
    const socket: Socket = connectUpstream(upstream, {
      onReady: ofThis(() => {
        open.add(socket);
        this.#isConnected = true;
        this.#connectTimer?.stop();
        if (this.#asked !== null) this.#write(socket, this.#asked);
      }),
      onData: (chunk) => {
        if (this.#socket === socket) this.#read(chunk);
      },
    });
    this.#isUsed = true;
    this.#socket = socket;
    this.#framer = this.#newFramer();
    this.#keptUntil = Number.POSITIVE_INFINITY;
    const giveUp = ofThis(() => this.#breakOff(lateError));
    this.#connectTimer = new ConnectTimer(connectTimeoutMs, giveUp);
    socket.on(
      'end',
      ofThis(() => this.#onEnd()),
    );
    socket.on('error', (error: Error) => {
      if (this.#socket !== socket) return;
      if (!this.#isConnected && mayHaveOpened(error)) this.#connectAgain(error);
      else this.#breakOff(error);
    });
    socket.on(
      'close',
      ofThis(() => this.#breakOff(closedError)),
    );
  }

  /** Once, as a stall of this thread may have closed an open connection. */
  #connectAgain(error: Error): void {
    if (this.#isSecondAttempt) return this.#breakOff(error);
    const asked = this.#asked;
    this.close();
    this.#asked = asked;
    this.#isSecondAttempt = true;
    this.#isUsed = true;
    this.#connect();
  }

  #write(socket: Socket, asked: UpstreamRequest): void {
    const { head, body } = asked.request;
    // Read the clock before the write, as on the live plane: the other side may read at once.
    const now = performance.now();
    if (body === null) socket.write(head, 'latin1');
    else {
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    }
    asked.onSent(now);
    if (!socket.writableNeedDrain) return;
    socket.once('drain', () => {
      if (this.#asked === asked) asked.onSent(performance.now());
    });
  }

  #newFramer(): MessageFramer {
    return new MessageFramer('response', {
      onStart: () => {
        if (!this.#isAnswered) this.#asked?.onAnswerBegun();
      },
      onHead: (head) => this.#onHead(head),
      onPayload: (piece) => this.#asked?.onPayload(piece),
      onTrailers: (piece) => this.#asked?.onTrailers(piece),
      onEnd: () => (this.#isAnswered = !this.#isInterim),
    });
  }

  #read(chunk: Buffer): void {
    const now = performance.now();
    const earliestAt = this.#options.turnWatch.see(now);
    // No request is under way.
    if (this.#asked === null) return this.close();
    this.#asked.onRead(now, earliestAt);
    const fault = this.#framer?.read(chunk) ?? null;
    if (this.#isAnswered) this.#finish(fault === null);
    else if (fault !== null) this.#break('invalid', new Error(fault));
  }

  #onHead(head: Head): BodyFraming | OpaqueReason {
    const asked = this.#asked;
    if (asked === null || this.#isAnswered) return 'unsolicited_response';
    if (head.status < 100) return 'malformed_head';
    if (head.status === 101) return 'upgrade';
    this.#isInterim = head.status < 200;
    if (this.#isInterim) {
      this.#interimAnswers += 1;
      return this.#interimAnswers > interimAnswersMax ? 'unsolicited_response' : 'none';
    }
    const framing = framingOf(head, asked.request);
    const mayKeep = framing !== 'close' && !(head.status === 204 && saysMore(head));
    this.#keepMs = mayKeep ? keepAliveMs(asked.request.head, head.bytes) : 0;
    asked.onHead(head.bytes);
    return framing;
  }

  /** The peer has ended its side: that ends an answer which nothing else delimits. */
  #onEnd(): void {
    const now = performance.now();
    const earliestAt = this.#options.turnWatch.see(now);
    this.#asked?.onRead(now, earliestAt);
    this.#framer?.end();
    if (this.#isAnswered) this.#finish(false);
    else this.#breakOff(closedError);
  }

  /** @param isSound whether nothing but the answer was read */
  #finish(isSound: boolean): void {
    const asked = this.#asked;
    const isBetween = this.#framer?.betweenMessages === true;
    this.#asked = null;
    this.#isAnswered = false;
    if (!isSound || !isBetween || this.#keepMs === 0 || this.#socket?.writableLength !== 0) {
      this.close();
    } else this.#keptUntil = performance.now() + this.#keepMs;
    asked?.onEnd();
  }

  /** The connection is gone, or could not be made: then nothing was sent on it. */
  #breakOff(error: Error): void {
    this.#break(this.#isConnected ? 'reset' : 'refused', error);
  }

  #break(failure: LegFailure, error: Error): void {
    const asked = this.#asked;
    this.close();
    asked?.onBroken(failure, error);
  }
}

/** A 204 ends with its head, as clients treat it; other content only makes its connection unusable. */
function framingOf(head: Head, { method }: ShadowRequest): BodyFraming | OpaqueReason {
  return head.status === 204 ? 'none' : answerFraming(head, method === 'HEAD');
}

function saysMore({ chunked, contentLength }: Head): boolean {
  return chunked || (contentLength ?? 0) > 0;
}

/** No server sends more of them, and a flood would keep this thread too busy to check its own deadlines. */
const interimAnswersMax = 100;

const closedError = new Error('the connection was closed');
const lateError = Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' });
