import { connect } from 'node:net';
import { isNobodyThere } from '../../vocabulary/outage.ts';
import { codeOf } from '../../wire/own-limits.ts';
import { parseUpstream, type Upstream } from '../../wire/upstream.ts';

export interface OutageWatchOptions {
  /** As the config has it. */
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
  readonly #upstream: Upstream;
  #isLooking = false;
  #isClosed = false;

  constructor({ url, onOutage }: OutageWatchOptions) {
    this.#onOutage = onOutage;
    this.#upstream = parseUpstream(url);
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
      const { socket: path, host, port } = this.#upstream;
      const socket = connect(path === null ? { host, port } : { path });
      socket.unref();
      socket.setTimeout(1000, () => socket.destroy());
      socket.on('connect', () => socket.destroy());
      socket.on('error', (error: Error) => {
        if (!isNobodyThere(codeOf(error))) return;
        this.#isLooking = false;
        this.#onOutage();
      });
      socket.on('close', (hadError) => {
        if (this.#isLooking) this.#lookAfter(hadError ? [] : later);
      });
    }, waitMs).unref();
  }
}
