import type { Side } from '../../vocabulary/side-sums.ts';
import type { CriterionResult, VerdictWord } from '../../vocabulary/verdict.ts';
import type { Watched } from '../../vocabulary/watched.ts';
import {
  type BlockPair,
  growthOver,
  medianOf,
  provenGrowth,
  provenOver,
  ratioOf,
} from '../statistics/block-ratios.ts';
import { warmupBlocks } from '../block-length.ts';
import { lastReadBlock, type ResourceSeries, resourceSeries } from './resource-blocks.ts';
import type { ResourcePolicy } from './watch-policy.ts';
import { formatCount, formatRoughDuration, formatShare } from '../../vocabulary/format.ts';

/** With fewer blocks in which both deployments were read, nothing passes. */
export const resourceBlocksMin = 24;

/** Without a reading for this many blocks, and for this long, a deployment is not watched. */
export const silentBlocks = 3;
const silentMsMin = 30_000;

/** The latest blocks must be within the budgets by themselves: a quarter of all, but at least this many. */
const recentBlocksMin = 12;

/** The result for one resource. */
interface JudgedResource {
  readonly resource: string;
  readonly result: VerdictWord;
  readonly reason: string;
}

export interface ResourcesUnderTest {
  readonly watched: Watched;
  readonly policy: ResourcePolicy;
  /** The error of all resources together. */
  readonly alpha: number;
  readonly nowMs: number;
}

/** Does the candidate need no more memory and CPU time than primary? */
export function resourcesCriterion(under: ResourcesUnderTest): CriterionResult {
  const { watched, policy, nowMs } = under;
  const judged = judgeResources(under);
  const silent = silentWords(watched, policy.lengthMs, nowMs);
  const failed = judged.filter(({ result }) => result === 'fail');
  const open = judged.filter(({ result }) => result === 'inconclusive');
  const none =
    judged.length === 0 ? ['resources: no resource that the gate judges was read yet.'] : [];
  const result: VerdictWord =
    failed.length > 0
      ? 'fail'
      : open.length + silent.length + none.length > 0
        ? 'inconclusive'
        : 'pass';
  const reasons = {
    fail: failed.map(({ reason }) => reason),
    inconclusive: [...silent, ...none, ...open.map(({ reason }) => reason)],
    pass: judged.map(({ reason }) => reason),
  };
  return {
    criterion: 'resources',
    area: null,
    result,
    rate: null,
    needs: result === 'inconclusive' ? { exchanges: null, waitMs: null } : null,
    reason: reasons[result].join(' '),
  };
}

/** The factor of each resource. */
export function resourceFactors({
  cpuFactor,
  memoryFactor,
  factors,
}: ResourcePolicy): ReadonlyMap<string, number> {
  return new Map([['cpu', cpuFactor], ['memory', memoryFactor], ...Object.entries(factors)]);
}

/** A resource that neither deployment reports is not judged, unless a budget names it. */
function judgeResources({
  watched,
  policy,
  alpha,
  nowMs,
}: ResourcesUnderTest): readonly JudgedResource[] {
  const all = resourceSeries(watched, policy.lengthMs);
  const factors = resourceFactors(policy);
  // The growth of memory is one more test.
  const each = alpha / (factors.size + 1);
  const judged: JudgedResource[] = [];
  for (const [resource, factor] of factors) {
    const series = all.get(resource);
    if (series === undefined) {
      if (!Object.hasOwn(policy.factors, resource)) continue;
      const reason = `${resource}: neither deployment reports it; set its metric in metrics.names.`;
      judged.push({ resource, result: 'inconclusive', reason });
      continue;
    }
    const at = { lengthMs: policy.lengthMs, alpha: each, nowMs };
    judged.push(judgeRatio(series, factor, at));
    if (resource === 'memory') judged.push(judgeGrowth(series, 1 + policy.memoryGrowth, at));
  }
  return judged;
}

interface JudgedAt {
  readonly lengthMs: number;
  /** The error of one budget. */
  readonly alpha: number;
  readonly nowMs: number;
}

function judgeRatio(
  series: ResourceSeries,
  factor: number,
  { lengthMs, alpha, nowMs }: JudgedAt,
): JudgedResource {
  const { resource, kind } = series;
  const missing = missingWords(series, lengthMs, nowMs);
  const pairs = pairsOf(series);
  const ratios = pairs.map(ratioOf);
  const over = ratios.filter((ratio) => ratio > factor).length;
  const of = kind === 'work' ? `${resource} per exchange` : resource;
  const found =
    `${of}: the candidate's is ${timesWords(medianOf(ratios))} primary's; ` +
    `${factor} times is allowed, and it was over that in ${blockWords(over, pairs.length, lengthMs)}.`;
  if (provenOver(pairs, factor, alpha)) return { resource, result: 'fail', reason: found };
  if (missing !== null) return { resource, result: 'inconclusive', reason: missing };
  return isWithin(ratios, factor)
    ? { resource, result: 'pass', reason: found }
    : { resource, result: 'inconclusive', reason: `${found} That is not proof yet.` };
}

function judgeGrowth(
  series: ResourceSeries,
  factor: number,
  { lengthMs, alpha, nowMs }: JudgedAt,
): JudgedResource {
  const { resource } = series;
  const pairs = pairsOf(series);
  const growth = growthOver(pairs);
  const recent = recentOf(growth);
  const over = growth.filter((one) => one > factor).length;
  const found =
    `${resource}: the candidate's grew by ${formatShare(Math.max(0, medianOf(recent) - 1))} more than ` +
    `primary's in the second half of the time; ${formatShare(factor - 1)} is allowed, and it was over that in ` +
    `${blockWords(over, growth.length, lengthMs)}.`;
  if (provenGrowth(pairs, factor, alpha)) return { resource, result: 'fail', reason: found };
  const missing = missingWords(series, lengthMs, nowMs);
  if (missing !== null) return { resource, result: 'inconclusive', reason: missing };
  return isWithin(growth, factor)
    ? { resource, result: 'pass', reason: found }
    : { resource, result: 'inconclusive', reason: `${found} That is not proof yet.` };
}

/** Blocks in which both were read, without those at the start and the current one. */
export function pairsOf({ blocks }: Pick<ResourceSeries, 'blocks'>): readonly BlockPair[] {
  const begun = (blocks[0]?.index ?? 0) + warmupBlocks;
  const pairs: BlockPair[] = [];
  for (const { index, primary, candidate } of blocks.slice(0, -1)) {
    if (index < begun || primary === null || candidate === null) continue;
    pairs.push({ primary, candidate });
  }
  return pairs;
}

/** Why a resource cannot pass yet; null if it can. */
function missingWords(series: ResourceSeries, lengthMs: number, nowMs: number): string | null {
  const { resource, blocks, kind, lastOfBoth } = series;
  const without = (['primary', 'candidate'] as const).find((side) =>
    blocks.every((block) => block[side] === null),
  );
  const enough = blocks.length > warmupBlocks;
  if (without !== undefined && enough) {
    const idle = kind === 'work' ? ', or it answered fewer than 10 requests a block' : '';
    return `${resource}: it is not in the metrics of the ${without}, or always 0${idle}; see metrics.names.`;
  }
  const pairs = pairsOf(series).length;
  const first = blocks[0]?.index ?? 0;
  const span = (blocks.at(-1)?.index ?? first) - first - warmupBlocks;
  const needed = Math.max(resourceBlocksMin, Math.ceil(span / 2));
  if (pairs < needed) {
    return (
      `${resource}: both deployments were read in ${formatCount(pairs)} blocks of ` +
      `${formatRoughDuration(lengthMs)}; ${formatCount(needed)} are needed.`
    );
  }
  // A resource that vanished from the metrics must not pass by its old values.
  const agoMs = lastOfBoth === null ? 0 : silentMs(lastOfBoth, lengthMs, nowMs);
  return agoMs === 0
    ? null
    : `${resource}: it was last read from both deployments ${formatRoughDuration(agoMs)} ago or earlier.`;
}

function recentOf(values: readonly number[]): readonly number[] {
  return values.slice(-Math.max(recentBlocksMin, Math.ceil(values.length / 4)));
}

/** Over the whole time, and recently. */
export function isWithin(values: readonly number[], factor: number): boolean {
  return medianOf(values) <= factor && medianOf(recentOf(values)) <= factor;
}

function silentWords(watched: Watched, lengthMs: number, nowMs: number): readonly string[] {
  return (['primary', 'candidate'] as const).flatMap((side: Side) => {
    const last = lastReadBlock(watched, lengthMs, side);
    if (last === null) return [`resources: the metrics of the ${side} have not been read yet.`];
    const agoMs = silentMs(last, lengthMs, nowMs);
    if (agoMs === 0) return [];
    return [
      `resources: the metrics of the ${side} were last read ${formatRoughDuration(agoMs)} ago or earlier.`,
    ];
  });
}

/** How long ago a block ended; 0 if that is recent enough. */
function silentMs(lastBlock: number, lengthMs: number, nowMs: number): number {
  const agoMs = nowMs - (lastBlock + 1) * lengthMs;
  return agoMs < Math.max(silentMsMin, silentBlocks * lengthMs) ? 0 : agoMs;
}

export function timesWords(ratio: number): string {
  return `${Number(ratio.toPrecision(3))} times`;
}

export function blockWords(over: number, all: number, lengthMs: number): string {
  return `${formatCount(over)} of ${formatCount(all)} blocks of ${formatRoughDuration(lengthMs)}`;
}
