import type { Epoch } from '../epoch.ts';

interface CountedOutages {
  /** As the shadow plane has counted them. */
  readonly outages: number;
  /** How often this plane was started again. */
  readonly restarts: number;
  readonly epoch: Epoch;
  /** Whether the candidate has answered in this epoch. */
  readonly hasAnswers: boolean;
}

/** Finds the outages of an epoch that matter: those after the candidate's first answer. */
export class OutageCount {
  #outages: number | null = null;
  /** The epoch in which the candidate had answered when outages were last counted. */
  #answered: Epoch | null = null;

  /** @returns whether the candidate was found stopped since */
  note({ outages, restarts, epoch, hasAnswers }: CountedOutages): boolean {
    // Counts from before the restart of this plane are in the evidence already, if that is kept.
    const before = this.#outages ?? (restarts === 0 ? 0 : outages);
    this.#outages = outages;
    // A restarted shadow plane counts from zero.
    const isNew = outages > before || (outages > 0 && outages < before);
    // An outage may have ended before the first answers arrived, and both may be reported together.
    const hadAnswers = this.#answered === epoch;
    this.#answered = hasAnswers ? epoch : null;
    return isNew && hadAnswers;
  }
}
