import type { Config } from '../config/schema.ts';
import { countWords, exchangeWords } from '../control/gate/words.ts';
import type { Played } from '../playback/playback.ts';

/** What was played, what could not be played, and what was not judged. */
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
          'Writes were not sent: --methods all sends them to a candidate that has its own database.',
        ]),
    'A replay needs no soak.',
    ...(replay?.judgesTimes === true
      ? []
      : [
          'Not judged: latency, latency_tail, stream_start, stream_gap and durations in Server-Timing: recorded ' +
            'times come from another machine. With --secondary, they are judged.',
        ]),
  ];
}

function faultLines(played: Readonly<Played>): readonly string[] {
  const { faults, lost, mayMissMore, firstFaults } = played;
  if (faults === 0) return [];
  const known = lost === 0 ? '' : `, with at least ${exchangeWords(lost)}`;
  const places = faults === 1 ? '1 place' : `${countWords(faults)} places`;
  const more = faults - firstFaults.length;
  return [
    `Not read: ${places}${known}:`,
    ...firstFaults.map(({ path, place, words }) => `- ${path}, ${place}: ${words}`),
    ...(more > 0 ? [`- and ${countWords(more)} more`] : []),
    ...(mayMissMore
      ? ['How many exchanges are missing is unknown, so the replay is inconclusive at best.']
      : []),
  ];
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
