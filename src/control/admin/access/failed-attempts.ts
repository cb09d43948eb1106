const failuresMax = 10;
const windowMs = 60_000;
/** Of this many addresses; with more, the one that has been quiet for longest is forgotten. */
const peersMax = 1000;

interface Failures {
  readonly sinceMs: number;
  count: number;
}

/** Wrong tokens by the address they came from, so that guessing is slow. */
export class FailedAttempts {
  readonly #byPeer = new Map<string, Failures>();

  /** @returns for how many more seconds an address is not listened to; 0 when it is */
  blockedSeconds(peer: string, nowMs: number): number {
    const failures = this.#byPeer.get(peer);
    if (failures === undefined || failures.count < failuresMax) return 0;
    return Math.max(0, Math.ceil((failures.sinceMs + windowMs - nowMs) / 1000));
  }

  add(peer: string, nowMs: number): void {
    const known = this.#byPeer.get(peer);
    const isOver = known === undefined || nowMs - known.sinceMs >= windowMs;
    const failures = isOver ? { sinceMs: nowMs, count: 0 } : known;
    failures.count += 1;
    // To the end of the map's order, whose front is then the quietest.
    this.#byPeer.delete(peer);
    this.#byPeer.set(peer, failures);
    if (this.#byPeer.size <= peersMax) return;
    const [quietest] = this.#byPeer.keys();
    if (quietest !== undefined) this.#byPeer.delete(quietest);
  }
}
