import { draw } from '../../draw.ts';
import type { GatewayAnswer, GatewayRequest } from './gateway-client.ts';

export interface KeyInUse {
  readonly id: string;
  readonly virtualKey: string;
}

/**
 * What one client knows. It works on its own team alone: a read of what somebody else is just
 * writing may see it or not, and the two deployments need not agree on which.
 */
export interface Team {
  readonly name: string;
  /** Requests made so far. */
  step: number;
  readonly keys: KeyInUse[];
  readonly disabledKeys: KeyInUse[];
  readonly logIds: string[];
}

/** A request, and what its client learns from the answer. */
export interface Step {
  readonly request: GatewayRequest;
  readonly learn?: (answer: GatewayAnswer) => void;
}

/** Null where the team does not have yet what this takes. */
export type StepMaker = (team: Team) => Step | null;

export function createTeam(name: string): Team {
  return { name, step: 0, keys: [], disabledKeys: [], logIds: [] };
}

/** An evenly spread number in [0, 1) that depends on the team's step alone. */
export function drawFor(team: Team, purpose: string): number {
  return draw(team.name, team.step, purpose);
}

/** One of the items; undefined where there are none. */
export function drawItem<T>(team: Team, purpose: string, items: readonly T[]): T | undefined {
  return items[Math.floor(drawFor(team, purpose) * items.length)];
}
