import type { Socket } from 'node:net';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import { codeOf } from '../wire/own-limits.ts';
import { startsWith } from '../wire/head.ts';
import { reset, type Resettable, resetWhenFlushed } from './break-off.ts';
import { GatedRequests } from './gated-requests.ts';
import type { Closing } from './pending-queue.ts';
import { badGateway, refusal, type RefusalReason, unreachableWords } from './problems.ts';
import type { PrimaryBinding } from './primary-binding.ts';
import { PrimaryLink } from './primary-link.ts';
import { mayHaveOpened } from '../wire/upstream.ts';
import type { RequestGate } from './request-gate.ts';
import type { Tap } from './tap.ts';
import { emptyBuffer } from '../vocabulary/no-bytes.ts';

/** A connection of a client, or a substitute for one. */
export type RelayClient = Resettable & {
  setTimeout(ms: number, onTimeout?: () => void): unknown;
};

export interface RelayOptions {
  readonly client: RelayClient;
  /** Undefined if it has none, as on a Unix socket. */
  readonly clientAddress: string | undefined;
  readonly binding: RelayBinding;
  readonly tap: Tap;
  /** The client got a 502. */
  readonly onBadGateway: () => void;
  /** A request was not passed to primary. */
  readonly onRefused: (reason: RefusalReason) => void;
  readonly onTapFault: (error: unknown) => void;
  readonly onClose: () => void;
}

/** The primary of a connection; Parallax connects to it at the client's first byte. */
export type RelayBinding = Pick<
  PrimaryBinding,
  | 'revision'
  | 'since'
  | 'connect'
  | 'connectTimeoutMs'
  | 'gateFor'
  | 'onReachable'
  | 'onUnreachable'
>;

/** How long one side may stay open after the other has closed, like a kernel's FIN_WAIT_2. */
const lingerMs = 60_000;
/**
 * How long a client may continue to send after an answer of Parallax: an earlier reset could overtake the answer.
 */
const refusedLingerMs = 5_000;
/** How long a client may take to close an idle connection that Parallax has closed. */
const idleLingerMs = 1_000;

/**
 * One client connection bound to one connection to primary. Bytes pass unchanged in both directions, with back
 * pressure, half-close and resets preserved; the tap only observes.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #client: RelayClient;
  #binding: RelayBinding;
  /** Replaces the binding as soon as no exchange is in progress. */
  #nextBinding: RelayBinding | null = null;
  /** Null if heads are not edited. */
  #gate: RequestGate | null;
  #gated: GatedRequests | null;
  #link: PrimaryLink | null = null;
  /** The link is the second attempt to connect. */
  #isSecondLink = false;
  #headOnly = false;
  /** Further bytes of the client are dropped, because its last answer is or will be sent. */
  #dropsRequests = false;
  /** Why the next request is refused, after the ones that are being answered. */
  #refusal: RefusalReason | null = null;
  #draining = false;
  #closesWhenIdle = false;
  #primaryLeftFirst = false;
  /** How often bytes of this connection were passed on. */
  #passed = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    const { client, binding } = options;
    this.#client = client;
    this.#binding = binding;
    this.#gate = binding.gateFor(options.clientAddress);
    this.#gated = this.#gate === null ? null : this.#throughGate(this.#gate);
    client.on('data', (chunk: Buffer) => this.#onClientData(chunk));
    client.on('end', () => this.#onClientEnd());
    client.on('drain', () => this.#onClientDrain());
    client.on('timeout', () => this.#onTimeout());
    client.on('error', () => reset(this.#primary));
    client.on('close', () => this.#onClientClose());
  }

  /** Of the config under which a request that arrives now is answered. */
  get revision(): ConfigRevision {
    return this.#binding.revision;
  }

  get binding(): RelayBinding {
    return this.#binding;
  }

  /** Exchanges on it are recorded. */
  get isFollowed(): boolean {
    return !this.#options.tap.opaque;
  }

  /** When the connection became idle between two requests; null while it is not idle. */
  get idleSince(): number | null {
    const { tap } = this.#options;
    const isIdle = this.#idle && tap.hasReadHead && this.#client.writableLength === 0;
    return isIdle && !this.#dropsRequests && !this.#client.writableEnded ? tap.lastSeenAt : null;
  }

  /**
   * When the unfinished head of a request began; null if there is none.
   *
   * @param openedAt when the connection was opened, which is when its first head begins
   */
  headOwedSince(openedAt: number): number | null {
    if (this.#dropsRequests || this.#client.isPaused()) return null;
    const { tap } = this.#options;
    const { hasReadHead, headStartedAt } = this.#reader;
    // A gate from a new config has read nothing yet, although the connection may be old.
    return hasReadHead || tap.hasReadHead || tap.opaque ? headStartedAt : openedAt;
  }

  /** The client did not finish a head in time. */
  endSlowHead(): void {
    if (this.#reader.headStartedAt === null) this.#client.destroy();
    else this.#refuse('head_timeout');
  }

  /** The next answer announces that it is the last, and the connection is closed after it. */
  drain(): void {
    this.#draining = true;
  }

  /**
   * Switches to another primary as soon as no exchange is in progress; the client notices nothing. A connection that
   * the framer does not understand stays with the previous one.
   */
  turnTo(binding: RelayBinding): void {
    this.#nextBinding = binding === this.#binding ? null : binding;
    this.#turnIfIdle();
  }

  /** Closes the connection as soon as no exchange is in progress. */
  closeWhenIdle(): void {
    this.#closesWhenIdle = true;
    if (this.#idle) this.#close();
  }

  /** Resets both connections. */
  destroy(): void {
    reset(this.#client);
    reset(this.#primary);
  }

  get #primary(): Socket | null {
    return this.#link?.socket ?? null;
  }

  get #connected(): boolean {
    return this.#link?.connected ?? false;
  }

  get #idle(): boolean {
    const { tap } = this.#options;
    return tap.idle && (this.#gate === null || this.#gate.headStartedAt === null);
  }

  /** The first reader of the client's requests. */
  get #reader(): Pick<Tap, 'hasReadHead' | 'headStartedAt'> {
    const { tap } = this.#options;
    return this.#gate === null || tap.isTunnel ? tap : this.#gate;
  }

  #onClientDrain(): void {
    this.#passed += 1;
    this.#primary?.resume();
  }

  #onClientData(chunk: Buffer): void {
    this.#passed += 1;
    if (this.#dropsRequests) return;
    this.#turnIfIdle();
    const now = performance.now();
    if (this.#gated !== null && !this.#options.tap.isTunnel) {
      this.#gated.pass(chunk, now);
      return;
    }
    this.#send(chunk);
    this.#tapRequest(chunk, now);
  }

  #throughGate(gate: RequestGate): GatedRequests {
    return new GatedRequests({
      gate,
      tap: this.#options.tap,
      toPrimary: (piece) => this.#send(piece),
      toTap: (piece, now) => this.#tapRequest(piece, now),
      refuse: (reason) => this.#refuse(reason),
      onHold: () => this.#client.pause(),
      onRelease: (held) => {
        this.#onClientData(held);
        this.#resumeClient();
      },
      onFault: this.#options.onTapFault,
    });
  }

  #resumeClient(): void {
    const mayRead = this.#gate?.holds !== true && this.#refusal === null;
    if (mayRead && this.#primary?.writableNeedDrain === false) this.#client.resume();
  }

  #send(chunk: Buffer): void {
    const link = (this.#link ??= this.#openFor(chunk));
    if (!link.socket.writable) reset(this.#client);
    else if (!link.write(chunk)) this.#client.pause();
  }

  /** An error in the tap ends the comparison of this connection, never its service. */
  #tapRequest(chunk: Buffer, now: number): void {
    const primaryBusy = this.#link?.busy ?? true;
    this.#letTap((tap) => tap.request(chunk, now, primaryBusy));
  }

  #onPrimaryData(chunk: Buffer): void {
    // Read before the bytes go to the client: that time is not primary's.
    const now = performance.now();
    if (this.#draining) this.#answerLast(chunk, now);
    else {
      this.#answer(chunk);
      try {
        this.#options.tap.response(chunk, now);
      } catch (error) {
        this.#onTapFault(error);
      }
    }
    if (this.#refusal !== null) this.#answerRefusal(this.#refusal);
    else this.#gated?.settleHeld();
    this.#turnIfIdle();
  }

  #turnIfIdle(): void {
    const next = this.#nextBinding;
    if (next === null || !this.#idle || this.#gate?.holds === true) return;
    if (this.#dropsRequests || this.#client.readableEnded || this.#client.writableEnded) return;
    this.#nextBinding = null;
    this.#binding = next;
    this.#gate = next.gateFor(this.#options.clientAddress);
    this.#gated = this.#gate === null ? null : this.#throughGate(this.#gate);
    this.#leavePrimary();
  }

  /** No exchange is in progress, so nobody needs further bytes of this primary. */
  #leavePrimary(): void {
    const link = this.#link;
    if (link === null) return;
    this.#link = null;
    link.socket.setTimeout(idleLingerMs, () => link.socket.destroy());
    link.socket.end();
    this.#letTap((tap) => tap.primaryReplaced());
    // The client may have been paused until this primary takes more bytes.
    this.#client.resume();
  }

  #answer(chunk: Buffer): void {
    this.#passed += 1;
    // Nothing follows the last answer: a write could cut off the unsent part of it.
    if (this.#client.writableEnded || this.#client.write(chunk)) return;
    this.#primary?.pause();
    this.#options.tap.primaryPaused();
  }

  #answerLast(chunk: Buffer, now: number): void {
    const { tap } = this.#options;
    let pieces: readonly Buffer[];
    try {
      pieces = tap.lastResponse(chunk, now);
    } catch (error) {
      this.#onTapFault(error);
      pieces = tap.restOfAnswer(chunk);
    }
    for (const piece of pieces) this.#answer(piece);
    this.#dropsRequests ||= tap.closeAnnounced;
    if ((this.#closesWhenIdle || tap.closeAnnounced) && this.#idle) this.#close();
  }

  #openFor(firstChunk: Buffer): PrimaryLink {
    this.#headOnly = startsWith(firstChunk, 'HEAD ');
    this.#isSecondLink = false;
    return this.#open();
  }

  /** Connects once more if a stall of this thread may have closed an open connection. */
  #openAgain(error: Error): boolean {
    const former = this.#link;
    if (former === null || this.#isSecondLink || this.#client.destroyed) return false;
    if (!mayHaveOpened(error)) return false;
    this.#isSecondLink = true;
    this.#link = this.#open();
    former.moveTo(this.#link);
    return true;
  }

  #open(): PrimaryLink {
    const { connect, connectTimeoutMs, onReachable } = this.#binding;
    const onReady = (): void => this.#letTap((tap) => tap.primaryReady(performance.now()));
    /** Ignores events of a primary that the relay has left. */
    const whileBound =
      <Args extends readonly unknown[]>(react: (...args: Args) => void) =>
      (...args: Args): void => {
        if (this.#link === link) react(...args);
      };
    const link: PrimaryLink = new PrimaryLink({
      connect,
      connectTimeoutMs,
      onConnected: whileBound(() => {
        onReachable();
        onReady();
      }),
      onData: whileBound((chunk: Buffer) => this.#onPrimaryData(chunk)),
    });
    const { socket } = link;
    const onDrain = (): void => {
      this.#resumeClient();
      onReady();
    };
    socket.on('drain', whileBound(onDrain));
    socket.on(
      'end',
      whileBound(() => this.#onPrimaryEnd()),
    );
    socket.on(
      'error',
      whileBound((error: Error) => this.#onPrimaryError(error)),
    );
    socket.on(
      'close',
      whileBound(() => this.#onPrimaryClose()),
    );
    return link;
  }

  #onClientEnd(): void {
    if (this.#link === null) this.#client.end();
    else this.#link.end();
  }

  #onTimeout(): void {
    const passed = this.#passed;
    // A busy thread reads nothing, so bytes that have come meanwhile are read first.
    setImmediate(() => {
      if (this.#passed === passed) this.#endIdle();
    });
  }

  #endIdle(): void {
    // A reset after the whole answer could overtake it.
    if (this.#client.writableFinished) this.#client.destroy();
    else this.destroy();
  }

  #onClientClose(): void {
    this.#client.setTimeout(0);
    this.#link?.stopWaiting();
    const closing: Closing = {
      primaryTookAll: this.#connected && this.#primary?.writableLength === 0,
      primaryLeftFirst: this.#primaryLeftFirst,
    };
    // If both sides ended in an orderly way, this changes nothing; otherwise primary must get the reset.
    if (this.#primary?.writableEnded === true) this.#primary.destroy();
    else reset(this.#primary);
    this.#letTap((tap) => tap.closed(performance.now(), closing));
    this.#options.onClose();
  }

  #onPrimaryEnd(): void {
    this.#notePrimaryLeft();
    if (this.#draining) {
      for (const piece of this.#options.tap.restOfAnswer(emptyBuffer)) this.#answer(piece);
    }
    this.#letTap((tap) => tap.responseEnded(performance.now()));
    this.#endClient(this.#dropsRequests ? refusedLingerMs : lingerMs);
    if (this.#dropsRequests) this.#dropRest();
  }

  #onPrimaryError(error: Error): void {
    if (!this.#connected && this.#openAgain(error)) return;
    this.#notePrimaryLeft();
    if (!this.#connected) this.#answerBadGateway(codeOf(error) || 'unknown');
    // After a complete response, a reset is not needed, and could overtake it.
    else if (this.#options.tap.idle || this.#primary?.readableEnded === true) this.#client.end();
    else {
      this.#client.setTimeout(lingerMs);
      resetWhenFlushed(this.#client);
    }
  }

  #notePrimaryLeft(): void {
    if (!this.#client.readableEnded && !this.#client.destroyed) this.#primaryLeftFirst = true;
  }

  #onPrimaryClose(): void {
    // No further bytes of the client can be delivered.
    if (this.#connected && !this.#client.readableEnded) this.#client.resume();
  }

  #answerBadGateway(reason: string): void {
    const { tap } = this.#options;
    this.#link?.stopWaiting();
    this.#refusal = null;
    this.#binding.onUnreachable(reason);
    if (tap.opaque) {
      reset(this.#client);
      return;
    }
    this.#options.onBadGateway();
    this.#endClient(refusedLingerMs, badGateway(unreachableWords(reason), this.#headOnly));
    this.#dropRest();
  }

  /** Passes no more bytes of the client, and answers it after the outstanding answers. */
  #refuse(reason: RefusalReason): void {
    this.#dropsRequests = true;
    this.#refusal = reason;
    this.#options.onRefused(reason);
    this.#client.pause();
    this.#answerRefusal(reason);
  }

  #answerRefusal(reason: RefusalReason): void {
    const { tap } = this.#options;
    if (!tap.opaque && tap.owesAnswer) return;
    this.#refusal = null;
    if (tap.opaque) {
      // If answers are not followed, Parallax cannot know where its own could start: primary finishes its answer.
      this.#link?.end();
      this.#dropRest();
      return;
    }
    this.#endClient(refusedLingerMs, refusal(reason));
    if (tap.idle) this.#link?.end();
    else reset(this.#primary);
    this.#dropRest();
  }

  #dropRest(): void {
    this.#dropsRequests = true;
    this.#client.resume();
  }

  #close(): void {
    this.#endClient(idleLingerMs);
    this.#link?.end();
  }

  /** @param lingerForMs begins when everything is sent to the client, so that a slow one gets all of it */
  #endClient(lingerForMs: number, last?: Buffer): void {
    if (last !== undefined) this.#client.write(last);
    this.#client.end(() => this.#client.setTimeout(lingerForMs));
  }

  #letTap(look: (tap: Tap) => void): void {
    try {
      look(this.#options.tap);
    } catch (error) {
      this.#onTapFault(error);
    }
  }

  #onTapFault(error: unknown): void {
    this.#options.tap.fail();
    this.#options.onTapFault(error);
  }
}
