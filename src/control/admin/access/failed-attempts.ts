/** So many wrong tokens may come at once; from then on one is heard each `msPerAttempt`. */
const attemptsMax = 10;
const msPerAttempt = 1000;
/** Of this many addresses; with more, the one that has been quiet for longest is forgotten. */
const peersMax = 1000;

interface Failures {
  /** Wrong tokens that were not waited for yet. */
  readonly owed: number;
  readonly atMs: number;
}

/**
 * Wrong tokens by the address they came from, so that guessing is slow. Whoever has the right token at the
 * same address waits a second at most once the guessing ends, and not at all for a program that asks with
 * an old token every few seconds.
 */
export class FailedAttempts {
  readonly #byPeer = new Map<string, Failures>();

  /** @returns for how many more seconds an address is not listened to; 0 when it is */
  blockedSeconds(peer: string, nowMs: number): number {
    const excess = this.#owed(peer, nowMs) - (attemptsMax - 1);
    return Math.max(0, Math.ceil((excess * msPerAttempt) / 1000));
  }

  add(peer: string, nowMs: number): void {
    const failures = { owed: this.#owed(peer, nowMs) + 1, atMs: nowMs };
    // To the end of the map's order, whose front is then the quietest.
    this.#byPeer.delete(peer);
    this.#byPeer.set(peer, failures);
    if (this.#byPeer.size <= peersMax) return;
    const [quietest] = this.#byPeer.keys();
    if (quietest !== undefined) this.#byPeer.delete(quietest);
  }

  #owed(peer: string, nowMs: number): number {
    const failures = this.#byPeer.get(peer);
    if (failures === undefined) return 0;
    return Math.max(0, failures.owed - (nowMs - failures.atMs) / msPerAttempt);
  }
}
