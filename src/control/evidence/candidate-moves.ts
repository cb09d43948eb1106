import type { ConfigRevision } from '../../vocabulary/config-revision.ts';
import type { Epoch } from '../epoch.ts';

interface CandidateMove {
  readonly candidate: string;
  /** Since this config revision. */
  readonly revision: ConfigRevision;
  /** The current epoch until then. */
  readonly before: Epoch;
}

/** An exchange from before the oldest known move counts for the oldest known epoch. */
const movesMax = 64;

/** The address of the candidate, and its earlier epochs: answers of the previous candidate may still arrive. */
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

  /** The epoch that ended with the first move after this config; null if there was none. */
  leftAfter(revision: ConfigRevision): Epoch | null {
    const last = this.#moves.at(-1);
    if (last === undefined || revision >= last.revision) return null;
    return this.#moves.find((move) => move.revision > revision)?.before ?? null;
  }
}
