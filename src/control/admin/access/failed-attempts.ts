/** This many wrong tokens may come at once; then one attempt is accepted each `msPerAttempt`. */
const attemptsMax = 10;
const msPerAttempt = 1000;
/** The most addresses to remember; beyond it, the one whose last attempt is oldest is dropped. */
const peersMax = 1000;

interface Failures {
  /** Wrong tokens that still cause a wait. */
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

  /** @returns for how many more seconds an address is blocked; 0 if it is not */
  blockedSeconds(peer: string, nowMs: number): number {
    const excess = this.#owed(peer, nowMs) - (attemptsMax - 1);
    return Math.max(0, Math.ceil((excess * msPerAttempt) / 1000));
  }

  add(peer: string, nowMs: number): void {
    const failures = { owed: this.#owed(peer, nowMs) + 1, atMs: nowMs };
    // To the end of the map's order, so that its front is the oldest.
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
