/** This many wrong tokens may come at once; then one attempt is accepted each `msPerAttempt`. */
const attemptsMax = 10;
const msPerAttempt = 1000;
/** The most addresses to remember; past it, the one without an attempt for longest is forgotten. */
const peersMax = 1000;

interface Failures {
  /** Wrong tokens that still have to be waited for. */
  readonly owed: number;
  readonly atMs: number;
}

/**
 * Wrong tokens by address, so that guessing is slow. A user with the right token at the same address waits
 * at most a second after the guessing ends, and does not wait for a program that sends an old token every few
 * seconds.
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
