import { connect } from 'node:net';
import { codeOf } from '../../wire/own-limits.ts';

export interface OutageWatchOptions {
  /** An origin. */
  readonly url: string;
  /** Nobody listens there any more. */
  readonly onOutage: () => void;
}

/** A process that ends closes its connections a moment before, or after, it ceases to listen. */
const looksAfterMs = [20, 150];

/**
 * Looks whether anybody still listens once a deployment has closed the last connection to it. Servers
 * close idle connections all day long: only one that refuses new ones was stopped.
 */
export class OutageWatch {
  readonly #onOutage: () => void;
  readonly #host: string;
  readonly #port: number;
  #isLooking = false;
  #isClosed = false;

  constructor({ url, onOutage }: OutageWatchOptions) {
    const { hostname, port, protocol } = new URL(url);
    this.#onOutage = onOutage;
    // An IPv6 address has brackets in a URL only.
    this.#host = hostname.replaceAll(/^\[|\]$/g, '');
    this.#port = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  }

  /** The deployment has closed the last connection to it. */
  lookSoon(): void {
    if (this.#isLooking || this.#isClosed) return;
    this.#isLooking = true;
    this.#lookAfter(looksAfterMs);
  }

  close(): void {
    this.#isClosed = true;
  }

  #lookAfter([waitMs, ...later]: readonly number[]): void {
    if (waitMs === undefined || this.#isClosed) {
      this.#isLooking = false;
      return;
    }
    setTimeout(() => {
      if (this.#isClosed) return;
      const socket = connect(this.#port, this.#host);
      socket.unref();
      socket.setTimeout(1000, () => socket.destroy());
      socket.on('connect', () => socket.destroy());
      socket.on('error', (error: Error) => {
        if (codeOf(error) !== 'ECONNREFUSED') return;
        this.#isLooking = false;
        this.#onOutage();
      });
      socket.on('close', (hadError) => {
        if (this.#isLooking) this.#lookAfter(hadError ? [] : later);
      });
    }, waitMs).unref();
  }
}
