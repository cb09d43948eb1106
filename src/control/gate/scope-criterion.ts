import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import type { CriterionResult } from '../../vocabulary/verdict.ts';
import { openCount } from './left-out.ts';
import type { GatePolicy } from './resolve-policy.ts';
import { scopeWords } from './scope-words.ts';

/**
 * Does the config declare as intended all that policy leaves out, and all unseen sessions and things?
 * Never fails. Undeclared exchanges keep the gate from passing, unless they are so few that they would be within
 * the mismatch budget even if all were mismatches: over all, and in each judged area.
 *
 * @param areas those that are judged
 */
export function scopeCriterion(
  byArea: ReadonlyMap<string, readonly RouteEvidence[]>,
  policy: GatePolicy,
  areas: readonly string[],
): CriterionResult {
  const { scope } = policy;
  const routes = [...byArea.values()].flat();
  const { open, seen } = openCount(routes, scope);
  const share = seen === 0 ? 0 : open / seen;
  const budget = policy.otherAreas.mismatchBudget;
  const overIn = areas.filter((area) => isOverBudget(byArea.get(area) ?? [], area, policy));
  const passes = scope.methods !== 'none' && share <= budget && overIn.length === 0;
  const sentences = scopeWords(routes, scope, passes ? budget : null);
  return {
    criterion: 'scope',
    area: null,
    result: passes ? 'pass' : 'inconclusive',
    rate:
      seen === 0 ? null : { n: seen, k: open, lower: share, estimate: share, upper: share, budget },
    needs: passes ? null : { exchanges: null, waitMs: null },
    reason: sentences.length === 0 ? 'Policy left out no exchange.' : sentences.join(' '),
  };
}

function isOverBudget(
  routes: readonly RouteEvidence[],
  area: string,
  { areas, otherAreas, scope }: GatePolicy,
): boolean {
  const { open, seen } = openCount(routes, scope);
  return open > (areas.get(area) ?? otherAreas).mismatchBudget * seen;
}
