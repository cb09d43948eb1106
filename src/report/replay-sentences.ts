import { formatCount, formatExchanges } from '../vocabulary/format.ts';
import type { Report } from './facts.ts';

/** The exchanges that were played, could not be played, or were not judged. */
export function replaySentences(replay: NonNullable<Report['replay']>): readonly string[] {
  const { files, exchanges, notSelected, from, to, notJudged, limits } = replay;
  const span = from === null || to === null ? '' : `, recorded from ${from} to ${to}`;
  const others = notSelected === 0 ? '' : `; ${formatExchanges(notSelected)} not selected`;
  return [
    `Played ${formatExchanges(exchanges)} of ${files.join(', ')}${span}${others}.`,
    ...unreadSentences(replay),
    ...limits.map((limit) => `The replay is inconclusive at best: ${limit}.`),
    ...notJudged,
  ];
}

function unreadSentences({
  faults,
  lost,
  firstFaults,
}: NonNullable<Report['replay']>): readonly string[] {
  if (faults === 0) return [];
  const known = lost === 0 ? '' : `, with at least ${formatExchanges(lost)}`;
  const more = faults - firstFaults.length;
  return [
    `Not read: ${placeWords(faults)}${known}.`,
    ...firstFaults.map((one) => `Not read: ${one}.`),
    ...(more > 0 ? [`Not read: ${placeWords(more, 'more ')}.`] : []),
  ];
}

function placeWords(count: number, more: 'more ' | '' = ''): string {
  return count === 1 ? `1 ${more}place` : `${formatCount(count)} ${more}places`;
}
