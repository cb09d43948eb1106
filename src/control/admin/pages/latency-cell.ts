import { html } from 'hono/html';
import { latencyPair } from '../../latency-pair.ts';
import type { RouteCounts } from '../../route-counts.ts';
import { formatDuration } from '../../../vocabulary/format.ts';
import type { Html } from './visible-text.ts';

/** A candidate that is slower by this ratio is marked. Quantiles of few exchanges vary less than this. */
export const slowerRatio = 1.2;

/** A quantile of the reference's times, the candidate's, and how many times as long that is. */
export function latencyCell(counts: RouteCounts, quantile: number): Html {
  const pair = latencyPair(counts, quantile);
  if (pair === null) return html`<span class="quiet">–</span>`;
  const { referenceMs, candidateMs, ratio } = pair;
  return html`
    <span class="pair">${formatDuration(referenceMs)} → ${formatDuration(candidateMs)}</span>
    <small class="${ratio >= slowerRatio ? 'slower' : 'quiet'}">× ${ratio.toFixed(2)}</small>
  `;
}

/**
 * The reference of the candidate's times, and the precision of the times: for two equal deployments, the shown
 * times differ by no more than that on average.
 */
export function latencyNote(routes: readonly RouteCounts[]): Html | '' {
  const references = new Set(routes.flatMap((route) => latencyPair(route, 0.5)?.reference ?? []));
  if (references.size === 0) return '';
  const words = references.has('secondary')
    ? 'the secondary, or primary on routes where the secondary has too few times'
    : 'primary, as there is no secondary';
  return html`
    <p class="more">
      The times are those of ${words}, then the candidate's. On average Parallax measures primary's
      times to within ${formatDuration(uncertaintyMs(routes, 'primary'))}, and the candidate's to
      within ${formatDuration(uncertaintyMs(routes, 'candidate'))}: smaller differences may be
      measurement error.
    </p>
  `;
}

/** In milliseconds; half of the time in which the end of an answer may have waited to be seen. */
function uncertaintyMs(
  routes: readonly RouteCounts[],
  deployment: 'primary' | 'candidate',
): number | null {
  let [count, sumMs] = [0, 0];
  for (const { latency, slackMs } of routes) {
    count += latency[deployment].count;
    sumMs += slackMs[deployment];
  }
  return count === 0 ? null : sumMs / count / 2;
}
