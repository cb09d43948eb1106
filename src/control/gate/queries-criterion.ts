import { meanOf, totalOf } from '../../vocabulary/side-sums.ts';
import { type Watched, watchedKey, watchedNamed } from '../../vocabulary/watched.ts';
import { queryName } from '../../vocabulary/watched-query.ts';
import type { CriterionResult, VerdictWord } from '../../vocabulary/verdict.ts';
import { boundWords, evaluationsToJudge, type QueryPolicy } from './query-policy.ts';
import type { QueriesPolicy } from './watch-policy.ts';
import { countWords, durationWords } from './words.ts';

/** The latest blocks must have data, and no breach. */
const recentBlocks = 2;
const silentMsMin = 90_000;

/** What the evidence has of a query. */
export interface QueryEvidence {
  readonly evaluations: number;
  readonly breaches: number;
  /** The value at which it failed; null where it did not. */
  readonly failedAt: number | null;
  /** The mean of its values by block, in the order of time. */
  readonly blocks: readonly {
    readonly index: number;
    readonly value: number;
    readonly breaches: number;
  }[];
}

/** Is all that Prometheus says within its bounds? */
export function queriesCriterion(
  watched: Watched,
  policy: QueriesPolicy,
  nowMs: number,
): CriterionResult {
  const judged = policy.all.map((query) => judgeQuery(watched, query, policy, nowMs));
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
  watched: Watched,
  query: QueryPolicy,
  { lengthMs, everyMs }: QueriesPolicy,
  nowMs: number,
): { readonly result: VerdictWord; readonly reason: string } {
  const { name, bound } = query;
  const { evaluations, breaches, failedAt, blocks } = queryEvidence(watched, query, lengthMs);
  const allowed = boundWords(bound);
  if (failedAt !== null) {
    const reason =
      `${name}: it was ${valueWords(failedAt)} and out of bounds, ${allowed}, in ` +
      `${evaluationsToJudge} evaluations in a row.`;
    return { result: 'fail', reason };
  }
  const last = blocks.at(-1);
  if (last === undefined) return open(`${name}: there is no data yet.`);
  const silentMs = nowMs - (last.index + 1) * lengthMs;
  if (silentMs >= Math.max(silentMsMin, 3 * lengthMs, 6 * everyMs)) {
    return open(`${name}: there has been no data for ${durationWords(silentMs)}.`);
  }
  const found =
    `${name}: it is ${valueWords(last.value)}, ${allowed}; ${countWords(breaches)} of ` +
    `${countWords(evaluations)} evaluations were out of bounds.`;
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

/** What is known of a query under its present bound. */
export function queryEvidence(
  watched: Watched,
  { key, of }: Pick<QueryPolicy, 'key' | 'of'>,
  lengthMs: number,
): QueryEvidence {
  const failure = watched.get(
    watchedKey({ kind: 'query', name: queryName('failure', key), block: null }),
  );
  const blocks: { index: number; value: number; breaches: number }[] = [];
  let evaluations = 0;
  let breaches = 0;
  const breachName = queryName('breach', key);
  for (const [text, sums] of watched) {
    if (!text.startsWith(`query ${breachName} @`)) continue;
    const named = watchedNamed(text);
    if (named === null || named.block === null) continue;
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
