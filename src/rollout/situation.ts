import type { GateViews } from './gate-view.ts';
import type { Plan } from './plan-schema.ts';
import type { Tracks } from './tracks.ts';

/** All facts that determine the next steps. */
export interface Situation {
  readonly plan: Plan;
  readonly tracks: Tracks;
  readonly gates: GateViews;
  readonly now: Date;
  /** The pause after the first failed rollback; doubled after each further one. */
  readonly backoffMs: number;
}

/**
 * Why an environment stays as it is, and what can change that: time, the verdict of a gate, a gate that
 * becomes reachable, another environment, or a person.
 */
export interface Refusal {
  readonly why: string;
  readonly by: 'time' | 'gate' | 'unreachable' | 'turn' | 'person';
}
