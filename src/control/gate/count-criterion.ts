import type { CriterionResult, VerdictWord } from '../../vocabulary/verdict.ts';
import { endedBlocks } from '../../vocabulary/paired-series.ts';
import { type DiscordantPairs, exceedsNoise, majorities } from '../statistics/noise-e-value.ts';
import { type AreaUnderTest, waitMsFor } from './area-evidence.ts';
import { areaTotal, type AreaTotal, numberWords, totalWords } from './area-totals.ts';
import { ofName } from './spend-alpha.ts';
import { formatCount, formatExchanges, formatShare } from '../../vocabulary/format.ts';

/** With fewer exchanges, a single difference would exceed any tolerance. */
const exchangesMin = 100;

interface JudgedTotal {
  readonly total: AreaTotal;
  readonly result: VerdictWord;
  /** Why it does not pass; empty if it passes. */
  readonly words: string;
}

/**
 * Do the answers of both deployments have the same totals?
 *
 * A total fails if it is off by more than its tolerance, and if both exchanges and blocks of time prove the
 * direction. If both sides are equal, each has the larger value equally often, in the exchanges in which they
 * differ and in the blocks. Blocks are needed because answers close in time depend on each other: a phase of
 * noise in one direction affects many exchanges and few blocks. So noise in both directions fails at most as
 * often as α allows, whatever its sum, and so does a single answer that is far off. Such an answer keeps the gate
 * from passing until later answers make up for it, and is a difference of the body as well.
 */
export function countCriterion(under: AreaUnderTest): readonly CriterionResult[] {
  const { area, policy, routes, nowMs } = under;
  if (policy.counts.length === 0) return [];
  const judged = policy.counts.map((count, at) =>
    judgeTotal(areaTotal(count, routes), under.alpha.overTime * ofName(at + 1), nowMs),
  );
  const results = new Set(judged.map(({ result }) => result));
  const result = results.has('fail')
    ? 'fail'
    : results.has('inconclusive')
      ? 'inconclusive'
      : 'pass';
  const read = Math.min(...judged.map(({ total }) => total.reference.exchanges));
  const exchanges = read < exchangesMin ? exchangesMin - read : null;
  const needs =
    result === 'inconclusive'
      ? { exchanges, waitMs: waitMsFor(exchanges, read, routes, nowMs) }
      : null;
  const faults = judged.map(({ words }) => words).filter((words) => words !== '');
  const all = judged.map(({ total }) => totalWords(total)).join(', ');
  const reason = [`${area}: ${all} (primary / candidate).`, ...faults].join(' ');
  return [{ criterion: 'counts', area, result, rate: null, needs, reason }];
}

function judgeTotal(total: AreaTotal, alpha: number, nowMs: number): JudgedTotal {
  const { name, reference, tolerance, series } = total;
  const off = Math.abs(reference.candidate - reference.total);
  const isOff = off > tolerance * Math.abs(reference.total);
  if (reference.exchanges < exchangesMin) {
    const words = `${name} was read in ${formatExchanges(reference.exchanges)}; at least ${exchangesMin} are needed.`;
    return { total, result: 'inconclusive', words };
  }
  const full = total.isFull ? `The total of ${name} is too large to add to.` : null;
  if (!isOff) {
    return { total, result: full === null ? 'pass' : 'inconclusive', words: full ?? '' };
  }
  const { candidateOnly, referenceOnly } = series;
  const isMore = reference.candidate > reference.total;
  const blocks = majorities(endedBlocks(series.blocks, nowMs));
  const isProven = [series, blocks].every((pairs) =>
    exceedsNoise(isMore ? pairs : swapped(pairs), alpha),
  );
  const found =
    `${name} is ${offWords(total)}; ${formatShare(tolerance)} is allowed: the candidate's value ` +
    `is larger in ${formatExchanges(candidateOnly)} and smaller in ${formatCount(referenceOnly)}`;
  // A total that is full no longer changes, so a proof that it is off still holds.
  return isProven
    ? { total, result: 'fail', words: `${found}.` }
    : { total, result: 'inconclusive', words: full ?? `${found}, which may be chance.` };
}

function swapped({ candidateOnly, referenceOnly }: DiscordantPairs): DiscordantPairs {
  return { candidateOnly: referenceOnly, referenceOnly: candidateOnly };
}

function offWords({ reference: { total, candidate } }: AreaTotal): string {
  const off = Math.abs(candidate - total);
  if (total === 0) return `off by ${numberWords(off)}, and the reference's total is 0`;
  const share = formatShare(off / Math.abs(total));
  return `off by ${share} of the reference's total, ${numberWords(total)}`;
}
