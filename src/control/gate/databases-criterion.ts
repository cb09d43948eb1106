import type { GateSettings } from '../../config/gate-policy.ts';
import type { Evidence } from '../../vocabulary/evidence.ts';
import { type SideSums, totalOf } from '../../vocabulary/side-sums.ts';
import type { CriterionResult, VerdictWord } from '../../vocabulary/verdict.ts';
import { type DatabaseTotal, databaseSumsOf } from '../databases/database-sums.ts';
import { type BlockRatio, blockRatio } from '../statistics/block-ratio.ts';
import { exchangeWords, shareWords } from './words.ts';

/** By how much the candidate may exceed primary; null where that is not asked. */
export interface DatabasesPolicy {
  readonly factors: ReadonlyMap<DatabaseTotal, number>;
}

export interface DatabasesUnderTest {
  readonly policy: DatabasesPolicy;
  /** Of the criterion. */
  readonly failAlpha: number;
  readonly passAlpha: number;
  /** Why a database cannot be read at present, in words. */
  readonly faults: readonly string[];
}

/** So many of the exchanges must be among those that were counted while both databases were read. */
const readShareMin = 0.5;
/** And so few may policy keep from the candidate, or the two would do different work. */
const keptBackShareMax = 0.1;

const totalWords: Readonly<Partial<Record<DatabaseTotal, string>>> = {
  statements: 'statements',
  milliseconds: 'ms in the database',
  rows: 'rows',
};

/** @returns null where the config has no budget */
export function databasesPolicy({
  databases,
}: Pick<GateSettings, 'databases'>): DatabasesPolicy | null {
  const { statementsFactor, timeFactor, rowsFactor } = databases ?? {};
  const asked = [
    ['statements', statementsFactor],
    ['milliseconds', timeFactor],
    ['rows', rowsFactor],
  ] as const;
  const factors = asked.flatMap(([total, factor]) => {
    return factor === undefined ? [] : [[total, factor] as const];
  });
  return factors.length === 0 ? null : { factors: new Map(factors) };
}

/**
 * Does the candidate ask its database for no more than so many times what primary asks of its own, for each
 * exchange? It fails by a ratio that is proven over blocks of time, and passes by one that is proven to be within the
 * budget, both databases being read.
 */
export function databasesCriterion(
  evidence: Pick<Evidence, 'watched'>,
  { policy, failAlpha, passAlpha, faults }: DatabasesUnderTest,
): CriterionResult {
  const { exchanges, totals, blocks, keptBack } = databaseSumsOf(evidence);
  const judged = [...policy.factors].map(([total, factor]) => {
    const error = { factor, failAlpha: failAlpha / policy.factors.size, passAlpha };
    return { total, factor, ratio: blockRatio(blocks.get(total) ?? [], error) };
  });
  const served = exchanges.primary.n;
  const read = totals.get('statements')?.primary.n ?? 0;
  const different = keptBack > keptBackShareMax * served;
  const words = judged.map((one) => ratioWords(one, totals.get(one.total))).join('; ');
  if (judged.some(({ ratio }) => ratio.isProven) && !different) return result('fail', `${words}.`);
  const [fault] = faults;
  if (fault !== undefined) return result('inconclusive', `${sentence(fault)}.`);
  if (read === 0) return result('inconclusive', 'Nothing was read of both databases yet.');
  if (different) {
    return result(
      'inconclusive',
      `Policy keeps ${shareWords(keptBack / served)} of primary's exchanges from the candidate, so ` +
        `that the two databases do different work; ${words}.`,
    );
  }
  if (read < readShareMin * served) {
    return result(
      'inconclusive',
      `Both databases were read during ${exchangeWords(read)} of ${exchangeWords(served)} alone.`,
    );
  }
  const passes = judged.every(({ factor, ratio }) => ratio.upper <= factor);
  return result(passes ? 'pass' : 'inconclusive', `${words}.`);
}

function result(word: VerdictWord, reason: string): CriterionResult {
  return {
    criterion: 'databases',
    area: null,
    result: word,
    rate: null,
    needs: word === 'inconclusive' ? { exchanges: null, waitMs: null } : null,
    reason,
  };
}

interface JudgedRatio {
  readonly total: DatabaseTotal;
  readonly factor: number;
  readonly ratio: BlockRatio;
}

/** `statements for each exchange: 2 → 52, 26 times (between 20 and 31), at most 1.5 times`. */
function ratioWords({ total, factor, ratio }: JudgedRatio, sums?: SideSums): string {
  const { lower, estimate, upper } = ratio;
  const each = (side: 'primary' | 'candidate'): string => {
    const sum = sums?.[side];
    return sum === undefined || sum.n === 0 ? '–' : digits(totalOf(sum) / sum.n);
  };
  const times = estimate === null ? '' : `, ${digits(estimate)} times`;
  const most = upper === Infinity ? 'no known end' : digits(upper);
  return (
    `${totalWords[total] ?? total} for each exchange: ${each('primary')} → ${each('candidate')}${times} ` +
    `(between ${digits(lower)} and ${most}), at most ${digits(factor)} times`
  );
}

function digits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
