import type { Comparison } from '../../vocabulary/comparison.ts';
import type { Difference } from '../../vocabulary/difference.ts';
import { type Evidence, fieldKey, routeKey } from '../../vocabulary/evidence.ts';
import { isNoiseField } from './field-standing.ts';
import type { GatePolicy } from './resolve-policy.ts';

/** People look at so many fields: a difference is shown sooner than the gate would fail for it. */
const fieldsShown = 1000;

/**
 * What is left of a mismatch when noise is left out, by the evidence so far, its own exchange
 * included: a field is noise that primary shows against itself, and the candidate not significantly
 * more often. Where nothing is left the exchange as a whole is `noise`. For people and counters; the
 * gate decides anew, by all the evidence there is then.
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
