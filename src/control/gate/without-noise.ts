import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Difference } from '../../vocabulary/difference.ts';
import { type Evidence, fieldKey, routeKey } from '../../vocabulary/evidence.ts';
import { isNoiseField } from './field-standing.ts';
import type { GatePolicy } from './resolve-policy.ts';

/** A larger error than the gate's: a difference is shown sooner than the gate would fail for it. */
const fieldsShown = 1000;

/**
 * A mismatch without its noise, by the evidence so far, including this exchange: a field is noise if primary
 * shows it against itself, and the candidate not significantly more often. If nothing is left, the outcome of the
 * exchange is `noise`. For people and counters; the gate decides again, by all its evidence.
 */
export function withoutNoise(
  comparison: Comparison,
  evidence: Evidence,
  policy: GatePolicy,
): Comparison {
  const { outcome, area, differences, truncated } = comparison;
  if (outcome !== 'mismatch') return comparison;
  if (!(policy.areas.get(area) ?? policy.otherAreas).noise) return comparison;
  const route = evidence.routes.get(routeKey(area, comparison.route));
  if (route === undefined) return comparison;
  const alpha = policy.alpha / fieldsShown;
  const isNoise = (difference: Difference): boolean => {
    const key = fieldKey(difference);
    const field = route.fields.get(key);
    return field !== undefined && isNoiseField(key, field, alpha);
  };
  const signal = differences.filter((difference) => !isNoise(difference));
  if (signal.length === differences.length) return comparison;
  if (signal.length === 0 && !truncated) return { ...comparison, outcome: 'noise' };
  return { ...comparison, differences: signal };
}
