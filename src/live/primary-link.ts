import type { Socket } from 'node:net';
import type { UpstreamEvents } from '../wire/upstream.ts';

export interface PrimaryLinkOptions {
  readonly connect: (events: UpstreamEvents) => Socket;
  readonly connectTimeoutMs: number;
  readonly onConnected: () => void;
  readonly onData: (chunk: Buffer) => void;
}

/** The connection to primary, which fails if it does not open in time. */
export class PrimaryLink {
  readonly socket: Socket;
  readonly #connectTimer: NodeJS.Timeout;
  #connected = false;
  #isEnded = false;

  constructor({ connect, connectTimeoutMs, onConnected, onData }: PrimaryLinkOptions) {
    this.socket = connect({
      onReady: () => {
        this.#connected = true;
        this.stopWaiting();
        // Node drops an end that was requested before it tried another address of the host.
        if (this.#isEnded && !this.socket.writableEnded) this.socket.end();
        onConnected();
      },
      onData,
    });
    // A busy thread misses a connection that has opened, so its event gets a turn first.
    this.#connectTimer = setTimeout(() => setImmediate(() => this.#giveUp()), connectTimeoutMs);
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Bytes written to it would be queued, or lost. */
  get busy(): boolean {
    return !this.#connected || !this.socket.writable || this.socket.writableNeedDrain;
  }

  /** No more bytes will be written. */
  end(): void {
    this.#isEnded = true;
    this.socket.end();
  }

  stopWaiting(): void {
    clearTimeout(this.#connectTimer);
  }

  #giveUp(): void {
    if (this.#connected) return;
    const error: NodeJS.ErrnoException = new Error('no connection in time');
    error.code = 'ETIMEDOUT';
    this.socket.destroy(error);
  }
}
