import type { MigrationBugs } from '../migration-bugs.ts';
import { costMicros, type ModelPrice, type Usage } from '../models.ts';

/** The cost of a call in millionths of a dollar. */
export type CostCalculator = (price: ModelPrice, usage: Usage) => number;

export function createCostCalculator(bugs: MigrationBugs): CostCalculator {
  return bugs.has('cost-rounding') ? roundedInParts : costMicros;
}

/** Looks the same, and is a millionth of a dollar off whenever the rounding errors add up. */
const roundedInParts: CostCalculator = (price, usage) =>
  costMicros(price, { ...usage, completionTokens: 0 }) +
  costMicros(price, { ...usage, promptTokens: 0 });
