import type { ConfigRevision } from '../../vocabulary/config-revision.ts';
import type { Epoch } from '../epoch.ts';

interface CandidateMove {
  readonly candidate: string;
  /** From this config on. */
  readonly revision: ConfigRevision;
  /** The epoch that was the current one till then. */
  readonly before: Epoch;
}

/** What began more moves ago counts for the oldest epoch that is known. */
const movesMax = 64;

/** Where the candidate is, and which epochs it left: answers of the deployment before may still come in. */
export class CandidateMoves {
  #candidate: string;
  #moves: readonly CandidateMove[] = [];

  constructor(candidate: string) {
    this.#candidate = candidate;
  }

  get candidate(): string {
    return this.#candidate;
  }

  note(move: CandidateMove): void {
    if (move.candidate === this.#candidate) return;
    this.#candidate = move.candidate;
    this.#moves = [...this.#moves, move].slice(-movesMax);
  }

  /** The epoch that was left by the first move after this config; null where there was none. */
  leftAfter(revision: ConfigRevision): Epoch | null {
    const last = this.#moves.at(-1);
    if (last === undefined || revision >= last.revision) return null;
    return this.#moves.find((move) => move.revision > revision)?.before ?? null;
  }
}
