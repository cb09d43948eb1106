import { type SideSums, totalOf } from '../../vocabulary/side-sums.ts';
import type { CriterionResult, VerdictWord } from '../../vocabulary/verdict.ts';
import type { Watched } from '../../vocabulary/watched.ts';
import { databaseSumsOf } from '../databases/database-sums.ts';
import type { JudgedTotal } from '../databases/database-totals.ts';
import { provenOver, ratioOf } from '../statistics/block-ratios.ts';
import { warmupBlocks } from '../block-length.ts';
import { type DatabaseBlocks, databaseBlocks } from './database-blocks.ts';
import {
  blockWords,
  isWithin,
  pairsOf,
  resourceBlocksMin,
  silentBlocks,
  timesWords,
} from './resources-criterion.ts';
import type { DatabasesPolicy } from './watch-policy.ts';
import { formatCount, formatRoughDuration, formatShare } from '../../vocabulary/format.ts';

export interface DatabasesUnderTest {
  readonly watched: Watched;
  readonly policy: DatabasesPolicy;
  /** The error of all budgets together. */
  readonly alpha: number;
  /** Why a database cannot be read at present, in words. */
  readonly faults: readonly string[];
}

/** Policy may keep at most this share of primary's exchanges from the candidate; else the databases do different work. */
const keptBackShareMax = 0.1;

const deploymentWords = { primary: 'primary', candidate: 'the candidate' } as const;

const totalWords: Readonly<Record<JudgedTotal, string>> = {
  statements: 'statements',
  milliseconds: 'ms in the database',
  rows: 'rows',
};

/** Is the load of the candidate on its database within the factors of primary's load on its own? */
export function databasesCriterion(under: DatabasesUnderTest): CriterionResult {
  const { watched, policy, faults } = under;
  const { exchanges, totals, keptBack } = databaseSumsOf({ watched });
  const blocks = databaseBlocks(watched, policy.lengthMs, policy.factors.keys());
  const judged = [...policy.factors].map(([total, factor]) =>
    judgeTotal(under, { total, factor, blocks, sums: totals.get(total) }),
  );
  const failed = judged.filter(({ word }) => word === 'fail');
  const served = exchanges.primary.n;
  const different =
    keptBack > keptBackShareMax * served
      ? [
          `Policy keeps ${formatShare(keptBack / served)} of primary's exchanges from the candidate, so ` +
            'the two databases do different work.',
        ]
      : [];
  const unasked = unaskedWords(totals.get('statements'));
  if (failed.length > 0 && different.length + unasked.length === 0) return result('fail', failed);
  const open = [
    ...faults.map((words) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`),
    ...different,
    ...unasked,
    ...missingWords(blocks, policy),
  ].map((reason) => ({ reason }));
  const unproven = judged.filter(({ word }) => word !== 'pass');
  if (open.length + unproven.length === 0) return result('pass', judged);
  return result('inconclusive', open.length > 0 ? open : unproven);
}

function result(word: VerdictWord, found: readonly { readonly reason: string }[]): CriterionResult {
  return {
    criterion: 'databases',
    area: null,
    result: word,
    rate: null,
    needs: word === 'inconclusive' ? { exchanges: null, waitMs: null } : null,
    reason: found.map(({ reason }) => reason).join(' '),
  };
}

interface TotalUnderTest {
  readonly total: JudgedTotal;
  readonly factor: number;
  readonly blocks: DatabaseBlocks;
  /** Over the whole epoch. */
  readonly sums: SideSums | undefined;
}

/** A block with little traffic counts as much as any other, so the ratio of the whole epoch must agree. */
function judgeTotal(
  { policy, alpha }: DatabasesUnderTest,
  { total, factor, blocks, sums }: TotalUnderTest,
): { readonly word: VerdictWord; readonly reason: string } {
  const pairs = pairsOf({ blocks: blocks.byTotal.get(total) ?? [] });
  const ratios = pairs.map(ratioOf);
  const over = ratios.filter((ratio) => ratio > factor).length;
  const ofAll = { primary: eachOf(sums?.primary), candidate: eachOf(sums?.candidate) };
  const found =
    `${totalWords[total]} per exchange: ${digits(ofAll.primary)} on primary, ` +
    `${digits(ofAll.candidate)} on the candidate, which is ${timesWords(ratioOf(ofAll))} as much; ` +
    `${factor} times is allowed, and the ratio was over that in ` +
    `${blockWords(over, pairs.length, policy.lengthMs)}.`;
  const isOver = ratioOf(ofAll) > factor;
  if (isOver && provenOver(pairs, factor, alpha / policy.factors.size))
    return { word: 'fail', reason: found };
  return !isOver && isWithin(ratios, factor)
    ? { word: 'pass', reason: found }
    : { word: 'inconclusive', reason: `${found} That is not proof yet.` };
}

function eachOf(sum: SideSums['primary'] | undefined): number {
  return sum === undefined || sum.n === 0 ? 0 : totalOf(sum) / sum.n;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/**
 * If a deployment runs no statement in a database, it probably uses another one: the criterion neither passes nor
 * fails.
 */
function unaskedWords(statements: SideSums | undefined): readonly string[] {
  if (statements === undefined) return [];
  return (['primary', 'candidate'] as const)
    .filter((side) => totalOf(statements[side]) === 0)
    .map(
      (side) =>
        `No statement was counted in the database of ${deploymentWords[side]}: check its url and role.`,
    );
}

/** Why nothing can pass yet. Old readings do not cover exchanges that came later. */
function missingWords({ byTotal, served }: DatabaseBlocks, { lengthMs }: DatabasesPolicy) {
  const [read = []] = byTotal.values();
  const last = read.at(-1)?.index;
  if (last === undefined) return ['Parallax has not read both databases yet.'];
  const unread = served.filter((index) => index > last).length;
  if (unread > silentBlocks) {
    return [
      `Parallax did not read both databases in the latest ${formatCount(unread)} blocks of ` +
        `${formatRoughDuration(lengthMs)} with exchanges.`,
    ];
  }
  const pairs = pairsOf({ blocks: read }).length;
  const needed = Math.max(resourceBlocksMin, Math.ceil((served.length - warmupBlocks) / 2));
  if (pairs >= needed) return [];
  return [
    `Both databases were read in ${formatCount(pairs)} blocks of ${formatRoughDuration(lengthMs)} with ` +
      `exchanges; ${formatCount(needed)} are needed.`,
  ];
}
