import { pairedExcess } from '../statistics/paired-excess.ts';
import { type AreaUnderTest, sumOf } from './area-evidence.ts';
import type { NamedField } from './field-standing.ts';
import { formatCount } from '../../vocabulary/format.ts';

/** If more of them may be wrong, the candidate cannot pass. */
const fieldsMax = 32;
/** The rate at which intervals of fields that differ often are tightest. */
const oftenRate = 0.5;

/** How much noise may hide: an upper bound of a rate, and the advice about it. */
interface NoiseBound {
  readonly upper: number;
  readonly sentences: readonly string[];
}

/**
 * Bounds how many of the differences that count as noise may be wrong.
 *
 * If both candidate and secondary differ from primary, the shape or the distance of the values explains the
 * candidate's difference; for *vague* noise, such as words, neither does. If only the candidate differs, primary
 * agrees with itself, and only the rate makes it noise: the excess over the secondary's rate is bounded. For
 * vague noise, that bound is scaled up to the exchanges in which both differ; if primary differs from itself in
 * nearly all of them, only the number of the candidate's differences bounds it. Another order of the same
 * elements hides nothing.
 */
export function noiseBound(under: AreaUnderTest): NoiseBound {
  const { routes, policy, passAlpha, mismatches } = under;
  const noise = [...mismatches.values()].flatMap((found) => found.noise).filter(mayHide);
  if (!policy.noise || noise.length === 0) return { upper: 0, sentences: [] };
  const counts = {
    n: sumOf(routes, (route) => route.compared),
    judged: sumOf(routes, (route) => route.judged),
    budget: policy.mismatchBudget,
    alpha: passAlpha / Math.min(noise.length, fieldsMax),
  };
  const bounds = noise
    .map((one) => ({ one, upper: boundOf(one, counts) }))
    .sort((a, b) => b.upper - a.upper);
  const tooMany = noise.length > fieldsMax ? 1 : 0;
  const upper = bounds.slice(0, fieldsMax).reduce((sum, bound) => sum + bound.upper, tooMany);
  if (upper < policy.mismatchBudget) return { upper, sentences: [] };
  return {
    upper: Math.min(1, upper),
    sentences: bounds.slice(0, 1).map(({ one }) => adviceWords(one)),
  };
}

function mayHide({ key, field }: NamedField): boolean {
  if (/^body (?:reordered|moved) /.test(key)) return false;
  return field.vague > 0 || field.candidateOnly > 0;
}

interface Counts {
  readonly n: number;
  readonly judged: number;
  readonly budget: number;
  readonly alpha: number;
}

function boundOf({ field }: NamedField, { n, judged, budget, alpha }: Counts): number {
  const excess = { n: judged, ...field };
  // Two intervals: one is tight for rare differences, the other for frequent ones.
  const alone = Math.min(
    pairedExcess(excess, budget, alpha / 2).upper,
    pairedExcess(excess, oftenRate, alpha / 2).upper,
  );
  if (field.vague === 0) return Math.max(0, alone);
  const atMost = n === 0 ? 1 : field.vague / n;
  const shareAlone = field.referenceOnly / (field.both + field.referenceOnly);
  return shareAlone > 0 ? Math.min(atMost, Math.max(0, alone) / shareAlone) : atMost;
}

function adviceWords({ route, key, field }: NamedField): string {
  const counted = `On ${route}, ${key} counts as noise in ${formatCount(field.differing)} exchanges`;
  const why =
    field.vague > 0
      ? 'neither the shape nor the distance of its values explains it'
      : `in ${formatCount(field.candidateOnly)} of them the secondary agreed with primary`;
  return (
    `${counted}, and ${why}: it may hide more mismatches than the budget allows. Accept it, or write ` +
    'a rule for it under compare.'
  );
}
