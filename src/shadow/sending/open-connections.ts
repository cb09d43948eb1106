import type { Socket } from 'node:net';

/** Counts the connections to a deployment that are open. */
export class OpenConnections {
  readonly #onLastClosed: () => void;
  #open = 0;

  /** @param onLastClosed called when the other side has closed the last open connection */
  constructor(onLastClosed: () => void) {
    this.#onLastClosed = onLastClosed;
  }

  add(socket: Socket): void {
    let closedByPeer = false;
    this.#open += 1;
    socket.once('end', () => (closedByPeer = true));
    socket.once('error', () => (closedByPeer = true));
    socket.once('close', () => {
      this.#open -= 1;
      if (closedByPeer && this.#open === 0) this.#onLastClosed();
    });
  }
}
