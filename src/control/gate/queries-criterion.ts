import { meanOf, type SideSums, totalOf } from '../../vocabulary/side-sums.ts';
import {
  type Watched,
  watchedKey,
  type WatchedName,
  watchedNamed,
} from '../../vocabulary/watched.ts';
import { queryName } from '../../vocabulary/watched-query.ts';
import type { CriterionResult, VerdictWord } from '../../vocabulary/verdict.ts';
import { boundWords, evaluationsToJudge, type QueryPolicy } from './query-policy.ts';
import type { QueriesPolicy } from './watch-policy.ts';
import { formatCount, formatRoughDuration } from '../../vocabulary/format.ts';

/** The latest blocks must have data, and no breach. */
const recentBlocks = 2;
const silentMsMin = 90_000;

/** The evidence about a query. */
export interface QueryEvidence {
  readonly evaluations: number;
  readonly breaches: number;
  /** The value at which it failed; null if it did not. */
  readonly failedAt: number | null;
  /** The mean of its values by block, in the order of time. */
  readonly blocks: readonly {
    readonly index: number;
    readonly value: number;
    readonly breaches: number;
  }[];
}

/** Are all values from Prometheus within their bounds? */
export function queriesCriterion(
  watched: Watched,
  policy: QueriesPolicy,
  nowMs: number,
): CriterionResult {
  const breaches = breachesByName(watched);
  const judged = policy.all.map((query) => {
    const evidence = queryEvidence(watched, breaches, query, policy.lengthMs);
    return judgeQuery(evidence, query, policy, nowMs);
  });
  const of = (wanted: VerdictWord) => judged.filter(({ result }) => result === wanted);
  const result = (['fail', 'inconclusive', 'pass'] as const).find((one) => of(one).length > 0);
  return {
    criterion: 'queries',
    area: null,
    result: result ?? 'pass',
    rate: null,
    needs: result === 'inconclusive' ? { exchanges: null, waitMs: null } : null,
    reason: of(result ?? 'pass')
      .map(({ reason }) => reason)
      .join(' '),
  };
}

function judgeQuery(
  { evaluations, breaches, failedAt, blocks }: QueryEvidence,
  query: QueryPolicy,
  { lengthMs, everyMs }: QueriesPolicy,
  nowMs: number,
): { readonly result: VerdictWord; readonly reason: string } {
  const { name, bound } = query;
  const allowed = boundWords(bound);
  if (failedAt !== null) {
    const reason =
      `${name}: it was out of bounds in ${evaluationsToJudge} evaluations in a row; it was ` +
      `${valueWords(failedAt)} then, and ${allowed} is allowed.`;
    return { result: 'fail', reason };
  }
  const last = blocks.at(-1);
  if (last === undefined) return open(`${name}: there is no data yet.`);
  const silentMs = nowMs - (last.index + 1) * lengthMs;
  if (silentMs >= Math.max(silentMsMin, 3 * lengthMs, 6 * everyMs)) {
    return open(`${name}: there has been no data for ${formatRoughDuration(silentMs)}.`);
  }
  const found =
    `${name}: it is ${valueWords(last.value)}, ${allowed}; ${formatCount(breaches)} of ` +
    `${formatCount(evaluations)} evaluations were out of bounds.`;
  const isRecent = ({ index }: { readonly index: number }): boolean =>
    index > last.index - recentBlocks;
  if (blocks.some((block) => isRecent(block) && block.breaches > 0)) {
    return open(`${found} The latest are among them.`);
  }
  if (evaluations < evaluationsToJudge) {
    return open(`${found} At least ${evaluationsToJudge} are needed.`);
  }
  return { result: 'pass', reason: found };
}

function open(reason: string): { readonly result: VerdictWord; readonly reason: string } {
  return { result: 'inconclusive', reason };
}

/** Blocks of evaluations, and of those out of bounds, by the name of the series. */
type Breaches = ReadonlyMap<
  string,
  readonly { readonly named: WatchedName; readonly sums: SideSums }[]
>;

/** Groups them once for all queries. */
export function breachesByName(watched: Watched): Breaches {
  const all = [...watched].flatMap(([key, sums]) => {
    const named = key.startsWith('query breach ') ? watchedNamed(key) : null;
    return named === null ? [] : [{ named, sums }];
  });
  return Map.groupBy(all, ({ named }) => named.name);
}

/** The evidence about a query under its present bound. */
export function queryEvidence(
  watched: Watched,
  byName: Breaches,
  { key, of }: Pick<QueryPolicy, 'key' | 'of'>,
  lengthMs: number,
): QueryEvidence {
  const failure = watched.get(
    watchedKey({ kind: 'query', name: queryName('failure', key), block: null }),
  );
  const blocks: { index: number; value: number; breaches: number }[] = [];
  let evaluations = 0;
  let breaches = 0;
  for (const { named, sums } of byName.get(queryName('breach', key)) ?? []) {
    if (named.block === null) continue;
    evaluations += sums[of].n;
    breaches += totalOf(sums[of]);
    if (named.block.lengthMs !== lengthMs) continue;
    const values = watched.get(watchedKey({ ...named, name: queryName('value', key) }));
    const value = values === undefined ? null : meanOf(values[of]);
    const { index } = named.block;
    if (value !== null) blocks.push({ index, value, breaches: totalOf(sums[of]) });
  }
  blocks.sort((a, b) => a.index - b.index);
  return {
    evaluations,
    breaches,
    failedAt: failure === undefined ? null : meanOf(failure[of]),
    blocks,
  };
}

function valueWords(value: number): string {
  return String(Number(value.toPrecision(4)));
}
