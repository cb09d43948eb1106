import type { Comparison } from '../../vocabulary/comparison.ts';
import { type Evidence, fieldKey, routeKey } from '../../vocabulary/evidence.ts';
import { isNoiseField } from '../gate/field-standing.ts';
import { fieldsTestedMax } from '../gate/mismatch-criterion.ts';
import type { GatePolicy } from '../gate/resolve-policy.ts';

/**
 * Whether a mismatch is noise by the evidence so far, its own exchange included: every field in
 * which it differs is one that primary shows against itself, and the candidate not significantly
 * more often. For people and counters; the gate decides anew, by all the evidence there is then.
 */
export function isNoise(comparison: Comparison, evidence: Evidence, policy: GatePolicy): boolean {
  const { outcome, area, differences, truncated, cascadeOf } = comparison;
  if (outcome !== 'mismatch' || truncated || cascadeOf !== null) return false;
  if (!(policy.areas.get(area) ?? policy.otherAreas).noise) return false;
  const route = evidence.routes.get(routeKey(area, comparison.route));
  if (route === undefined) return false;
  const alpha = policy.alpha / (2 * fieldsTestedMax);
  for (const difference of differences) {
    const key = fieldKey(difference);
    const field = route.fields.get(key);
    if (field === undefined || !isNoiseField(key, field, alpha)) return false;
  }
  return true;
}
