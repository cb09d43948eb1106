import type { ReplayFacts } from '../../config/replay-facts.ts';
import type { CriterionName, NotJudged } from '../../vocabulary/verdict.ts';

/** Durations in `Server-Timing` are times, too, but its counts are not. */
export const criteriaOfTimes: readonly CriterionName[] = [
  'latency',
  'latency_tail',
  'stream_start',
  'stream_gap',
];

/** They need a soak, or deployments that serve clients. */
export const criteriaOfSoaks: readonly CriterionName[] = ['resources', 'databases', 'queries'];

/** The criteria that a replay does not judge; empty for live traffic. */
export function notJudgedIn(replay: ReplayFacts | undefined): readonly NotJudged[] {
  if (replay === undefined) return [];
  const reason = whyNoTimes(replay);
  const times = [
    ...criteriaOfTimes.map((criterion) => ({ criterion, reason })),
    {
      criterion: 'server_timing',
      reason: `its durations: ${reason}; its counts are judged`,
    } as const,
  ];
  return [
    ...(replay.judgesTimes ? [] : times),
    ...criteriaOfSoaks.map((criterion) => ({ criterion, reason: 'it needs a soak' })),
  ];
}

/** Why a replay without a secondary does not judge times. */
export function whyNoTimes({ asksPrimary }: Pick<ReplayFacts, 'asksPrimary'>): string {
  return asksPrimary
    ? 'different threads send the requests to primary and to the candidate'
    : 'recorded times come from another machine';
}
