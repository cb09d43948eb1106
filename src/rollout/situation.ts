import type { GateViews } from './gate-view.ts';
import type { Plan } from './plan-schema.ts';
import type { Tracks } from './tracks.ts';

/** All that decides what is to be done. */
export interface Situation {
  readonly plan: Plan;
  readonly tracks: Tracks;
  readonly gates: GateViews;
  readonly now: Date;
  /** The pause after the first rollback that failed; doubled after each further one. */
  readonly backoffMs: number;
}

/**
 * Why an environment stays as it is, and what can change that: time, the verdict of a gate, a gate that can be
 * reached again, another environment, or a person.
 */
export interface Refusal {
  readonly why: string;
  readonly by: 'time' | 'gate' | 'unreachable' | 'turn' | 'person';
}
