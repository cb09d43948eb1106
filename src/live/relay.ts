import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { badGateway } from './bad-gateway.ts';
import { startsWith } from '../wire/head.ts';
import type { HeadEditor } from './head-edits.ts';
import type { Closing, Tap } from './tap.ts';
import type { UpstreamEvents } from '../wire/upstream.ts';

export interface RelayOptions {
  readonly client: Socket;
  /** Opens the connection to primary; called at the client's first byte. */
  readonly connect: (events: UpstreamEvents) => Socket;
  readonly connectTimeoutMs: number;
  readonly tap: Tap;
  readonly editor: HeadEditor | null;
  /** A connection to primary came about. */
  readonly onReachable: () => void;
  /** Primary could not be reached; `reason` is an error code of the system. */
  readonly onUnreachable: (reason: string) => void;
  /** The client is answered 502. */
  readonly onBadGateway: () => void;
  readonly onTapFault: (error: unknown) => void;
  readonly onClose: () => void;
}

/** How long the side that was closed first may leave the other open, as a kernel's FIN_WAIT_2. */
const lingerMs = 60_000;
/** How long a client may go on sending after a 502, lest a reset overtake the answer. */
const refusedLingerMs = 5_000;

/**
 * One client connection bound to one connection to primary. Bytes go on as they come, in both
 * directions, with back pressure, half-close and resets kept; the tap only looks on.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #client: Socket;
  #primary: Socket | null = null;
  #connected = false;
  #connectTimer: NodeJS.Timeout | null = null;
  #headOnly = false;
  #refused = false;
  #draining = false;
  #primaryLeftFirst = false;

  constructor(options: RelayOptions) {
    this.#options = options;
    const { client } = options;
    this.#client = client;
    client.on('data', (chunk: Buffer) => this.#onClientData(chunk));
    client.on('end', () => this.#onClientEnd());
    client.on('drain', () => this.#primary?.resume());
    client.on('timeout', () => this.destroy());
    client.on('error', () => reset(this.#primary));
    client.on('close', () => this.#onClientClose());
  }

  /** Closes the connection as soon as no exchange is going on. */
  drain(): void {
    this.#draining = true;
    this.#closeIfDrained();
  }

  /** Breaks off whatever is going on. */
  destroy(): void {
    reset(this.#client);
    reset(this.#primary);
  }

  #onClientData(chunk: Buffer): void {
    if (this.#refused) return;
    const now = performance.now();
    const primary = this.#primary ?? this.#open(chunk);
    if (this.#options.editor !== null && !this.#options.tap.opaque) {
      for (const piece of this.#tapRequest(chunk, now)) this.#send(primary, piece);
      return;
    }
    this.#send(primary, chunk);
    this.#tapRequest(chunk, now);
  }

  #send(primary: Socket, chunk: Buffer): void {
    if (!primary.writable) reset(this.#client);
    else if (!primary.write(chunk)) this.#client.pause();
  }

  /** A fault in the tap costs the comparison of this connection, never its service. */
  #tapRequest(chunk: Buffer, now: number): readonly Buffer[] {
    const { tap, editor } = this.#options;
    const primary = this.#primary;
    const primaryBusy =
      !this.#connected || primary === null || !primary.writable || primary.writableNeedDrain;
    try {
      return tap.request(chunk, now, primaryBusy);
    } catch (error) {
      this.#onTapFault(error);
      return editor?.giveUp(chunk) ?? [];
    }
  }

  #onPrimaryData(chunk: Buffer): void {
    // Before the client is served: primary has taken no part in that.
    const now = performance.now();
    if (!this.#client.write(chunk)) {
      this.#primary?.pause();
      this.#options.tap.primaryPaused();
    }
    try {
      this.#options.tap.response(chunk, now);
    } catch (error) {
      this.#onTapFault(error);
    }
    if (this.#draining) this.#closeIfDrained();
  }

  #open(firstChunk: Buffer): Socket {
    const { client, options } = { client: this.#client, options: this.#options };
    this.#headOnly = startsWith(firstChunk, 'HEAD ');
    const primary = options.connect({
      onReady: () => {
        this.#connected = true;
        options.onReachable();
        if (this.#connectTimer !== null) clearTimeout(this.#connectTimer);
        this.#letTap((tap) => tap.primaryReady(performance.now()));
      },
      onData: (chunk) => this.#onPrimaryData(chunk),
    });
    this.#primary = primary;
    const giveUp = (): void => {
      if (this.#connected) return;
      const error: NodeJS.ErrnoException = new Error('no connection in time');
      error.code = 'ETIMEDOUT';
      primary.destroy(error);
    };
    // While this thread was busy it could see no connection: one that is there is seen first.
    this.#connectTimer = setTimeout(() => setImmediate(giveUp), options.connectTimeoutMs);
    primary.on('drain', () => {
      client.resume();
      this.#letTap((tap) => tap.primaryReady(performance.now()));
    });
    primary.on('end', () => this.#onPrimaryEnd());
    primary.on('error', (error: NodeJS.ErrnoException) => this.#onPrimaryError(error));
    primary.on('close', () => this.#onPrimaryClose());
    return primary;
  }

  #onClientEnd(): void {
    if (this.#primary === null) this.#client.end();
    else this.#primary.end();
  }

  #onClientClose(): void {
    this.#client.setTimeout(0);
    if (this.#connectTimer !== null) clearTimeout(this.#connectTimer);
    const closing: Closing = {
      primaryTookAll: this.#connected && this.#primary?.writableLength === 0,
      primaryLeftFirst: this.#primaryLeftFirst,
    };
    // If both sides ended in good order this changes nothing; else primary must learn of it.
    if (this.#primary?.destroyed === false && !this.#primary.writableEnded) {
      reset(this.#primary);
    }
    this.#letTap((tap) => tap.closed(performance.now(), closing));
    this.#options.onClose();
  }

  #onPrimaryEnd(): void {
    this.#notePrimaryLeft();
    this.#letTap((tap) => tap.responseEnded(performance.now()));
    this.#client.end();
    this.#client.setTimeout(lingerMs);
  }

  #onPrimaryError(error: NodeJS.ErrnoException): void {
    const { tap } = this.#options;
    this.#notePrimaryLeft();
    if (!this.#connected) this.#refuse(error.code ?? 'unknown');
    // A response that is complete must arrive, though primary reset the connection behind it.
    else if (tap.opaque || tap.idle) this.#client.end();
    else reset(this.#client);
  }

  #notePrimaryLeft(): void {
    if (!this.#client.readableEnded && !this.#client.destroyed) this.#primaryLeftFirst = true;
  }

  #onPrimaryClose(): void {
    // Nothing the client sends from here on can be delivered.
    if (this.#connected && !this.#client.readableEnded) this.#client.resume();
  }

  #refuse(reason: string): void {
    const { tap, onUnreachable } = this.#options;
    if (this.#connectTimer !== null) clearTimeout(this.#connectTimer);
    this.#refused = true;
    onUnreachable(reason);
    if (tap.opaque) {
      reset(this.#client);
      return;
    }
    this.#options.onBadGateway();
    this.#client.end(badGateway(`primary cannot be reached (${reason})`, this.#headOnly));
    this.#client.resume();
    this.#client.setTimeout(refusedLingerMs);
  }

  #closeIfDrained(): void {
    if (!this.#options.tap.idle) return;
    this.#client.end();
    this.#primary?.end();
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

/** Closes as a crash would, so that the peer can't take what it has for the whole. */
function reset(socket: Socket | null): void {
  if (socket === null || socket.destroyed) return;
  if (socket.connecting || socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
