import type { Socket } from 'node:net';
import { ConnectTimer } from '../wire/connect-timer.ts';
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
  readonly #connectTimer: ConnectTimer;
  /** What was written before the connection opened. */
  #unsent: Buffer[] = [];
  #connected = false;
  #isEnded = false;

  constructor({ connect, connectTimeoutMs, onConnected, onData }: PrimaryLinkOptions) {
    this.socket = connect({
      onReady: () => {
        this.#connected = true;
        this.#unsent = [];
        this.stopWaiting();
        // Node drops an end that was requested before it tried another address of the host.
        if (this.#isEnded && !this.socket.writableEnded) this.socket.end();
        onConnected();
      },
      onData,
    });
    this.#connectTimer = new ConnectTimer(connectTimeoutMs, () => this.#giveUp());
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Bytes written to it would be queued, or lost. */
  get busy(): boolean {
    return !this.#connected || !this.socket.writable || this.socket.writableNeedDrain;
  }

  /** @returns false if the caller should wait for `drain` */
  write(chunk: Buffer): boolean {
    if (!this.#connected) this.#unsent.push(chunk);
    return this.socket.write(chunk);
  }

  /** Sends all by another connection, because this one could not be opened. */
  moveTo(next: PrimaryLink): void {
    this.stopWaiting();
    for (const chunk of this.#unsent) next.write(chunk);
    if (this.#isEnded) next.end();
  }

  /** No more bytes will be written. */
  end(): void {
    this.#isEnded = true;
    this.socket.end();
  }

  stopWaiting(): void {
    this.#connectTimer.stop();
  }

  #giveUp(): void {
    if (this.#connected) return;
    const error: NodeJS.ErrnoException = new Error('no connection in time');
    error.code = 'ETIMEDOUT';
    this.socket.destroy(error);
  }
}
