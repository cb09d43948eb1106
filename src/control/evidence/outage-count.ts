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

/** Finds the outages that say something of an epoch: those after the candidate has answered in it. */
export class OutageCount {
  #outages: number | null = null;
  /** The epoch in which the candidate had answered when outages were last counted. */
  #answered: Epoch | null = null;

  /** @returns whether the candidate was found stopped since */
  note({ outages, restarts, epoch, hasAnswers }: CountedOutages): boolean {
    // What was counted before this plane was restarted is in the evidence already, where it is kept.
    const before = this.#outages ?? (restarts === 0 ? 0 : outages);
    this.#outages = outages;
    // A shadow plane that is started again counts from nothing.
    const isNew = outages > before || (outages > 0 && outages < before);
    // An outage may have been over before the first answers came in, and both be news now.
    const hadAnswers = this.#answered === epoch;
    this.#answered = hasAnswers ? epoch : null;
    return isNew && hadAnswers;
  }
}
