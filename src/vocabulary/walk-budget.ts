import { threadCpuMs } from './thread-cpu.ts';

/** Larger documents are compared up to here, and the rest is reported as not compared. */
export interface WalkLimits {
  readonly depthMax: number;
  /** Members and elements looked at. */
  readonly nodesMax: number;
  /** CPU time of the thread: on a busy machine a walk takes longer by the clock, and ends no sooner. */
  readonly msMax: number;
}

export const walkLimits: WalkLimits = { depthMax: 20_000, nodesMax: 4_000_000, msMax: 200 };

/** The cost of walks, queries and patterns, within a bound. */
export interface Cost {
  /** @returns false once the bound is exceeded: later findings are not used */
  readonly spend: (values: number) => boolean;
}

/** For work that is bounded by other means. */
export const noCost: Cost = { spend: () => true };

/** The budget of one walk. */
export interface WalkBudget extends Cost {
  /** Why the walk must end, in words; null while it need not. */
  readonly exceeded: () => string | null;
}

/** Looking at the clock costs more than looking at a few values. */
const valuesPerLook = 2000;

export function createWalkBudget({
  nodesMax,
  msMax,
}: Pick<WalkLimits, 'nodesMax' | 'msMax'>): WalkBudget {
  /** Of the first look: most walks end before, and cost nothing. */
  let startedAtMs = Number.NaN;
  let nodes = 0;
  let nextLook = valuesPerLook;
  let late = false;
  return {
    spend(values) {
      nodes += values;
      if (nodes >= nextLook) {
        nextLook = nodes + valuesPerLook;
        const nowMs = threadCpuMs();
        if (Number.isNaN(startedAtMs)) startedAtMs = nowMs;
        late = nowMs - startedAtMs > msMax;
      }
      return !late && nodes <= nodesMax;
    },
    exceeded() {
      if (nodes > nodesMax) return `more than ${nodesMax} values`;
      return late ? `it takes more than ${msMax} ms of CPU time` : null;
    },
  };
}
