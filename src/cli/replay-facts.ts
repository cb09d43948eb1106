import type { Config } from '../config/schema.ts';
import { criteriaOfSoaks, criteriaOfTimes, whyNoTimes } from '../control/gate/not-judged.ts';
import type { Played } from '../playback/playback.ts';
import { formatCount } from '../vocabulary/format.ts';
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
    notJudged: [...notRecordedSentences(played), ...unjudgedSentences(config)],
  };
}

function notRecordedSentences({ valuesNotRecorded }: Pick<Played, 'valuesNotRecorded'>) {
  if (valuesNotRecorded === 0) return [];
  const values = valuesNotRecorded === 1 ? '1 value' : `${formatCount(valuesNotRecorded)} values`;
  return [
    `Not compared: ${values} of the recorded answers, because the recording has placeholders for secrets. ` +
      'A replay compares them if the recording was made with secrets: keep.',
  ];
}

/** The limits of the verdict. */
function unjudgedSentences({
  mirror,
  replay,
}: Pick<Config, 'mirror' | 'replay'>): readonly string[] {
  const times = criteriaOfTimes.join(', ');
  return [
    ...(mirror.methods === 'all'
      ? []
      : [
          'Writes were not sent: --methods all sends them to a candidate that has its own database.',
        ]),
    'A replay needs no soak.',
    ...(replay === undefined || replay.judgesTimes
      ? []
      : [
          `Not judged: ${times} and durations in Server-Timing: ${whyNoTimes(replay)}. ` +
            'With --secondary, they are judged.',
        ]),
    `Not judged: ${criteriaOfSoaks.join(', ')}: they need a soak.`,
  ];
}

function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
