import type { Config } from '../config/schema.ts';
import type { Played } from '../playback/playback.ts';
import type { Report } from '../report/facts.ts';
import { limitsOf } from './replay-verdict.ts';

/** What a report states about a replay. */
export function replayFacts(
  played: Readonly<Played>,
  config: Pick<Config, 'mirror' | 'replay'>,
  files: readonly string[],
): NonNullable<Report['replay']> {
  const { delivered, notSelected, faults, lost, firstFaults, fromMs, toMs } = played;
  return {
    files: [...files],
    exchanges: delivered,
    notSelected,
    from: isoTime(fromMs),
    to: isoTime(toMs),
    faults,
    lost,
    firstFaults: firstFaults.map(({ path, place, words }) => `${path}, ${place}: ${words}`),
    limits: [...limitsOf(played)],
    notJudged: [...unjudgedSentences(config)],
  };
}

const timings = 'latency, latency_tail, stream_start, stream_gap and durations in Server-Timing';

/** What the verdict does not rest on. */
function unjudgedSentences({
  mirror,
  replay,
}: Pick<Config, 'mirror' | 'replay'>): readonly string[] {
  const because =
    replay?.asksPrimary === true
      ? 'primary and the candidate are asked by different threads'
      : 'recorded times come from another machine';
  return [
    ...(mirror.methods === 'all'
      ? []
      : [
          'Writes were not sent: --methods all sends them to a candidate that has its own database.',
        ]),
    'A replay needs no soak.',
    ...(replay?.judgesTimes === true
      ? []
      : [`Not judged: ${timings}: ${because}. With --secondary, they are judged.`]),
  ];
}

function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
