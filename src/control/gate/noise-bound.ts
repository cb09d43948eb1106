import { pairedExcess } from '../statistics/paired-excess.ts';
import { type AreaUnderTest, sumOf } from './area-evidence.ts';
import type { NamedField } from './field-standing.ts';
import { countWords } from './words.ts';

/** With more of them than this the candidate cannot pass. */
const fieldsMax = 32;
/** Where intervals of noisy fields are to be tightest: those that differ often are the hard ones. */
const noisyRate = 0.5;

/** How much noise may hide: an upper bound of a rate, and what to say of it. */
interface NoiseBound {
  readonly upper: number;
  readonly sentences: readonly string[];
}

/**
 * What may be wrong among the differences that count as noise though neither the shape nor the distance
 * of their values explains them. A wrong value shows where primary agrees with itself, so that the
 * candidate differs alone more often than the secondary does: that excess is bounded, and scaled up to
 * the exchanges in which primary differs from itself, too. Where it does so in nearly all of them,
 * nothing bounds it but how often the candidate differs at all.
 *
 * @param vague fields of the area's routes; the most frequent decide
 */
export function noiseBound(under: AreaUnderTest, vague: readonly NamedField[]): NoiseBound {
  const { routes, policy, passAlpha } = under;
  if (!policy.noise || vague.length === 0) return { upper: 0, sentences: [] };
  const n = sumOf(routes, (route) => route.compared);
  const judged = sumOf(routes, (route) => route.judged);
  const alpha = passAlpha / Math.min(vague.length, fieldsMax);
  const bounds = vague
    .map((one) => ({ one, upper: boundOf(one, { n, judged, alpha }) }))
    .sort((a, b) => b.upper - a.upper);
  const tooMany = vague.length > fieldsMax ? 1 : 0;
  const upper = bounds.slice(0, fieldsMax).reduce((sum, bound) => sum + bound.upper, tooMany);
  if (upper < policy.mismatchBudget) return { upper, sentences: [] };
  return {
    upper: Math.min(1, upper),
    sentences: bounds.slice(0, 1).map(({ one }) => adviceWords(one)),
  };
}

function boundOf(
  { field }: NamedField,
  { n, judged, alpha }: { readonly n: number; readonly judged: number; readonly alpha: number },
): number {
  const atMost = n === 0 ? 1 : field.vague / n;
  const { both, referenceOnly } = field;
  const alone = referenceOnly / (both + referenceOnly);
  if (judged === 0 || !(alone > 0)) return atMost;
  const excess = pairedExcess({ n: judged, ...field }, noisyRate, alpha).upper;
  return Math.min(atMost, Math.max(0, excess) / alone);
}

function adviceWords({ route, key, field }: NamedField): string {
  return (
    `On ${route}, ${key} counts as noise in ${countWords(field.differing)} exchanges, and neither the ` +
    'shape nor the distance of its values says why: what it may hide cannot be bounded. Accept it, or ' +
    'write a rule for it under compare.'
  );
}
