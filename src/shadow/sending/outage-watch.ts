import { connect } from 'node:net';
import { isNobodyThere } from '../../vocabulary/outage.ts';
import { codeOf } from '../../wire/own-limits.ts';
import { parseUpstream, type Upstream } from '../../wire/upstream.ts';

export interface OutageWatchOptions {
  /** The URL in the config. */
  readonly url: string;
  /** Called when nobody listens there any more. */
  readonly onOutage: () => void;
}

/** A process that ends closes its connections shortly before, or after, it stops listening. */
const looksAfterMs = [20, 150];

/**
 * Checks whether a deployment still listens after it has closed the last connection. Servers often close idle
 * connections: only one that refuses new ones was stopped.
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

  /** Called when the deployment has closed the last connection to it. */
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
