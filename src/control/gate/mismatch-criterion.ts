import type { CriterionResult } from '../../vocabulary/verdict.ts';
import { confidenceSequence, exchangesNeeded } from '../statistics/confidence-sequence.ts';
import { pairedExcess } from '../statistics/paired-excess.ts';
import { type AreaUnderTest, sumOf, sumOfDiscordance, waitMsFor } from './area-evidence.ts';
import {
  mismatchesBeyondNoise,
  type NamedField,
  plainMismatches,
  type RouteMismatches,
} from './field-standing.ts';
import { judgeRate, measuredRate } from './judge-rate.ts';
import { countWords, exchangeWords, neededWords, shareWords } from './words.ts';

/** A union bound over every field there can be: 500 routes with 200 fields each. */
export const fieldsTestedMax = 100_000;

/** With more of them than this the candidate cannot pass, and the largest alone can fail it. */
const noisySignalsMax = 32;

/** Where intervals of noisy fields are to be tightest: those that differ often are the hard ones. */
const noisyRate = 0.5;

interface Mismatches {
  readonly confirmed: number;
  readonly suspected: number;
  /** The most frequent first. */
  readonly noisySignals: readonly NamedField[];
}

/** Bounds of the mismatch rate that come from somewhere else than from counting mismatches. */
interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Are mismatches rarer than their budget? Without noise one confidence sequence answers. With it,
 * a candidate fails on what is proven and passes on all that is not disproven:
 *
 * - pass: the upper end for the *suspected* mismatches, all but known noise, plus what the candidate
 *   has of noisy fields beyond primary, is under the budget (α);
 * - fail: one of three lower ends is over it, each with a third of the error: that of the
 *   *confirmed* mismatches, in fields that only the candidate shows and significantly so; that of
 *   the excess of a single noisy field; that of the excess of exchanges that differ anywhere.
 *
 * The error of single fields is split evenly over {@link fieldsTestedMax} fields and two tests.
 */
export function mismatchCriterion(under: AreaUnderTest): CriterionResult {
  const { area, policy, routes, passAlpha, failAlpha, nowMs } = under;
  const budget = policy.mismatchBudget;
  const n = sumOf(routes, (route) => route.compared);
  const alpha = policy.noise ? failAlpha / 3 : failAlpha;
  const fieldAlpha = alpha / (2 * fieldsTestedMax);
  const { confirmed, suspected, noisySignals } = countMismatches(under, fieldAlpha);
  const beyondNoise = policy.noise
    ? excessBounds(under, noisySignals, alpha, fieldAlpha)
    : { lower: 0, upper: 0 };
  const forFail = confidenceSequence({ k: confirmed, n }, budget, alpha);
  const forPass = confidenceSequence({ k: suspected, n }, budget, passAlpha);
  const rate = measuredRate(
    { n, k: suspected },
    {
      forFail: { lower: Math.max(forFail.lower, beyondNoise.lower), upper: 1 },
      forPass: { lower: 0, upper: Math.min(1, forPass.upper + beyondNoise.upper) },
    },
    budget,
  );
  const result = judgeRate(rate);
  const exchanges =
    beyondNoise.upper > 0 ? null : exchangesNeeded({ k: suspected, n }, budget, passAlpha, 0);
  const needs =
    result === 'inconclusive'
      ? { exchanges, waitMs: waitMsFor(exchanges, n, routes, nowMs) }
      : null;
  const counted = `${area}: ${countWords(suspected)} mismatches in ${exchangeWords(n)}`;
  const range = `between ${shareWords(rate.lower)} and ${shareWords(rate.upper)}`;
  const held = `the rate is ${range}, the budget ${shareWords(budget)}`;
  const doubts = policy.noise ? doubtWords(under, suspected - confirmed, noisySignals) : '';
  const missing = needs === null ? '' : neededWords('clean exchanges', needs);
  return {
    criterion: 'mismatches',
    area,
    result,
    rate,
    needs,
    reason: `${counted}; ${held}${missing}.${doubts}`,
  };
}

function countMismatches(under: AreaUnderTest, fieldAlpha: number): Mismatches {
  const { routes, policy, accepted } = under;
  let confirmed = 0;
  let suspected = 0;
  const noisySignals: NamedField[] = [];
  for (const route of routes) {
    const ruledOut = accepted.get(route.route);
    const found: RouteMismatches = policy.noise
      ? mismatchesBeyondNoise(route, fieldAlpha, ruledOut)
      : plainMismatches(route, ruledOut);
    confirmed += found.confirmed;
    suspected += found.suspected;
    noisySignals.push(...found.noisySignals);
  }
  noisySignals.sort((a, b) => excessOf(b) - excessOf(a));
  return { confirmed, suspected, noisySignals };
}

function excessBounds(
  under: AreaUnderTest,
  noisySignals: readonly NamedField[],
  alpha: number,
  fieldAlpha: number,
): Bounds {
  const { routes, policy, accepted } = under;
  const n = sumOf(routes, (route) => route.judged);
  let lower = 0;
  let upper = noisySignals.length > noisySignalsMax ? 1 : 0;
  for (const { field } of noisySignals.slice(0, noisySignalsMax)) {
    const excess = pairedExcess({ n, ...field }, noisyRate, fieldAlpha);
    lower = Math.max(lower, excess.lower);
    upper += Math.max(0, excess.upper);
  }
  // What was accepted is among the exchanges that differ anywhere: then they say nothing.
  if (!routes.some((route) => accepted.has(route.route))) {
    const differing = sumOfDiscordance(routes, (route) => route.judgedDiffering);
    const anywhere = pairedExcess({ n, ...differing }, policy.mismatchBudget, alpha);
    lower = Math.max(lower, anywhere.lower);
  }
  return { lower, upper };
}

function doubtWords(
  { routes }: AreaUnderTest,
  doubtful: number,
  noisySignals: readonly NamedField[],
): string {
  const sentences: string[] = [];
  const [first] = noisySignals;
  if (first !== undefined) {
    const { candidateOnly, referenceOnly } = first.field;
    sentences.push(
      `On ${first.route}, ${first.key} differs more often than noise explains: only in the ` +
        `candidate ${countWords(candidateOnly)} times, only in the secondary ` +
        `${countWords(referenceOnly)} times.`,
    );
  }
  if (doubtful > 0) {
    sentences.push(`${countWords(doubtful)} of the mismatches may still turn out to be noise.`);
    if (sumOf(routes, (route) => route.judged) === 0) {
      sentences.push('Noise is on, but the secondary has not answered any exchange yet.');
    }
  }
  return sentences.map((sentence) => ` ${sentence}`).join('');
}

function excessOf({ field }: NamedField): number {
  return field.candidateOnly - field.referenceOnly;
}
