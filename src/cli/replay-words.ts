import type { Config } from '../config/schema.ts';
import { countWords, exchangeWords } from '../control/gate/words.ts';
import type { Played } from '../playback/playback.ts';

/** What was played, what could not be, and what the verdict does not rest on. */
export function replayWords(
  played: Readonly<Played>,
  config: Pick<Config, 'mirror' | 'replay'>,
): readonly string[] {
  const { delivered, notSelected, fromMs, toMs } = played;
  const span =
    fromMs === null || toMs === null
      ? ''
      : `, recorded from ${isoTime(fromMs)} to ${isoTime(toMs)}`;
  const others = notSelected === 0 ? '' : `; ${exchangeWords(notSelected)} not selected`;
  return [
    `Played ${exchangeWords(delivered)}${span}${others}.`,
    ...faultLines(played),
    ...unjudgedWords(config),
  ];
}

/** What the verdict does not rest on. */
export function unjudgedWords({
  mirror,
  replay,
}: Pick<Config, 'mirror' | 'replay'>): readonly string[] {
  return [
    ...(mirror.methods === 'all'
      ? []
      : [
          'Writes were not sent: --methods all sends them to a candidate with a database of its own.',
        ]),
    'No soak is asked of a replay.',
    ...(replay?.judgesTimes === true
      ? []
      : [
          'Not judged: latency, latency_tail, stream_start, stream_gap and durations in Server-Timing: recorded ' +
            'times are those of another machine. With --secondary, they are judged.',
        ]),
  ];
}

function faultLines({ faults, lost, firstFaults }: Readonly<Played>): readonly string[] {
  if (faults === 0) return [];
  const known = lost === 0 ? '' : `, with at least ${exchangeWords(lost)}`;
  const places = faults === 1 ? '1 place' : `${countWords(faults)} places`;
  const more = faults - firstFaults.length;
  return [
    `Not read: ${places}${known}:`,
    ...firstFaults.map(({ path, place, words }) => `- ${path}, ${place}: ${words}`),
    ...(more > 0 ? [`- and ${countWords(more)} more`] : []),
  ];
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
