import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import type { ReadingUnit } from '../../vocabulary/reading.ts';
import { meanOf, type Sum } from '../../vocabulary/side-sums.ts';
import type { TimingMargins } from '../evidence/record-timings.ts';
import { marginOf, type ServerWork, serverWorkOf } from '../evidence/server-work.ts';
import { formatCount, formatExchanges, formatShare } from '../../vocabulary/format.ts';

type WorkMargins = Pick<TimingMargins, 'slower' | 'counted'>;

/** `more than 1.5 times and 1 more`, `longer by more than 2 % and 1 ms`. */
export function marginWords(unit: ReadingUnit, margins: WorkMargins): string {
  const { factor, extraMs } = marginOf(unit, margins);
  if (unit === 'count') return `more than ${factor} times as many and ${extraMs}`;
  const by =
    factor >= 2
      ? `more than ${factor} times as long`
      : `longer by more than ${formatShare(factor - 1)}`;
  return `${by} and ${extraMs} ms`;
}

/** `queries 2.0 → 52.0`, `db 1.52 → 1.60 ms`. */
export function meansWords({ name, unit, sums }: ServerWork): string {
  const means = `${meanWords(sums.primary, unit)} → ${meanWords(sums.candidate, unit)}`;
  return `${name} ${means}${unit === 'ms' ? ' ms' : ''}`;
}

/** The work of one route in a metric, and in how many of its exchanges the candidate needs more. */
export function routeWorkWords(
  route: RouteEvidence,
  { name, unit }: Pick<ServerWork, 'name' | 'unit'>,
  margins: WorkMargins,
): string {
  const work = serverWorkOf([route], margins).find((one) => one.name === name && one.unit === unit);
  if (work === undefined) return '';
  const { candidateOnly, n } = work.series;
  return (
    `${route.route}: ${meansWords(work)} per exchange (primary → candidate), ${marginWords(unit, margins)} ` +
    `in ${formatCount(candidateOnly)} of ${formatExchanges(n)}.`
  );
}

/** A mean number of queries has one decimal; a time three digits. */
export function meanWords(sum: Sum, unit: ReadingUnit): string {
  const mean = meanOf(sum);
  if (mean === null) return '–';
  if (unit === 'count') return mean.toFixed(1);
  return mean < 1000 ? mean.toPrecision(3) : formatCount(mean);
}
