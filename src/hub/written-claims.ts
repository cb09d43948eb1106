import type { Claim, Inheritance, SettledNumbers } from '../postgres/claims.ts';
import { Unclaimed } from './unclaimed.ts';

export interface WrittenClaimsOptions {
  readonly inherited: Inheritance;
  /** See `HeldPartitionOptions`. */
  readonly storedBefore: number;
  /** @returns false if another hub holds the lease; rejects while PostgreSQL is unavailable */
  readonly claim: (claim: Claim) => Promise<boolean>;
  readonly isStopping: () => boolean;
  /** Waits before the next attempt. */
  readonly rest: () => Promise<void>;
  /** Called when another hub holds the lease. */
  readonly onFenced: () => void;
  readonly now: () => number;
}

/** The least time between two claims: each is a transaction. */
const claimEveryMs = 50;

/** What PostgreSQL knows of the progress of a partition, for its next owner. */
export class WrittenClaims {
  readonly #options: WrittenClaimsOptions;
  readonly #unclaimed: Unclaimed;
  /** Rows of counted exchanges, each with the last message of the stream that contains one of them. */
  #commits: { readonly commit: number; readonly upTo: number }[];
  #claims: number;
  #claimed: number;
  #low: number;
  #claimedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: WrittenClaimsOptions) {
    const { inherited, storedBefore } = options;
    this.#options = options;
    // After a hand-over, some of them came with messages after `claimed`.
    const upTo = Math.max(inherited.claimed, storedBefore);
    this.#commits = inherited.commits.map((commit) => ({ commit, upTo }));
    this.#unclaimed = new Unclaimed(inherited);
    this.#claims = inherited.claims;
    this.#claimed = inherited.claimed;
    this.#low = inherited.low;
  }

  /** Exchanges in messages of the stream up to this one may have been sent. */
  get claimed(): number {
    return this.#claimed;
  }

  /** Everything up to this message of the stream is settled. */
  get low(): number {
    return this.#low;
  }

  /** When the next claim may be written, by the clock of the options. */
  get dueAtMs(): number {
    return this.#claimedAtMs + claimEveryMs;
  }

  /** Notes that an exchange was read, and waits for its turn. */
  read(sequence: number, streamSequence: number): void {
    this.#unclaimed.read(sequence, streamSequence);
  }

  /** Whether a former owner had claimed an exchange. */
  isClaimedBefore(sequence: number, streamSequence: number): boolean {
    return this.#unclaimed.isClaimedBefore(sequence, streamSequence);
  }

  /** Notes that evidence is saved, with exchanges in messages of the stream up to this one. */
  addCommit(commit: number, upTo: number): void {
    this.#commits.push({ commit, upTo });
  }

  /**
   * Writes that exchanges may be sent from now on.
   *
   * @param sequences the exchanges
   * @param upTo the last message of the stream that contains one of them
   * @returns false if nothing may be delivered any more
   */
  async claim(sequences: readonly number[], upTo: number): Promise<boolean> {
    for (const sequence of sequences) this.#unclaimed.claim(sequence);
    return this.#write(upTo, this.#low, null, () => {
      // Each attempt has a number of its own.
      this.#claims += 1;
      const unclaimed = this.#unclaimed.upTo(Math.max(this.#claimed, upTo));
      return { claims: this.#claims, unclaimed };
    });
  }

  /**
   * Writes how far everything is settled.
   *
   * @param settled of the messages up to `low`
   * @returns false if nothing may be delivered any more
   */
  async settle(low: number, settled: SettledNumbers): Promise<boolean> {
    return this.#write(this.#claimed, low, settled, () => null);
  }

  async #write(
    claimed: number,
    low: number,
    settled: Claim['settled'],
    exchangesOf: () => Claim['exchanges'],
  ): Promise<boolean> {
    const { claim, isStopping, rest, onFenced, now } = this.#options;
    const done = this.#commits.filter(({ upTo }) => upTo <= low);
    const doneCommits = done.map(({ commit }) => commit);
    for (;;) {
      if (isStopping()) return false;
      try {
        const isHeld = await claim({
          claimed,
          low,
          doneCommits,
          settled,
          exchanges: exchangesOf(),
        });
        if (isHeld) break;
        onFenced();
        return false;
      } catch {
        // PostgreSQL is down: the stream keeps the traffic meanwhile.
        await rest();
      }
    }
    this.#claimed = Math.max(this.#claimed, claimed);
    this.#claimedAtMs = now();
    this.#low = Math.max(this.#low, low);
    this.#commits = this.#commits.filter((one) => !done.includes(one));
    return true;
  }
}
