import { html } from 'hono/html';
import { noArea } from '../../../../config/route-table.ts';
import type { RouteCounts } from '../../../route-counts.ts';
import { confidenceSequence } from '../../../statistics/confidence-sequence.ts';
import { intervalBar, sparkline } from '../drawings.ts';
import { countText, durationText, shareText } from '../figures.ts';
import { routeUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { latencyRatio } from './route-query.ts';

/** From here on a slower candidate is marked. Quantiles of few exchanges still scatter by less. */
const slowerRatio = 1.2;
const alpha = 0.05;

/** A route as a row of the table. */
export function routeRow(counts: RouteCounts, budget: number): Html {
  const { route, area, exchanges, outcomes } = counts;
  const { candidate_error: errors, primary_error: primaryErrors } = outcomes;
  return html`
    <tr>
      <th scope="row">
        <a class="route" href="${routeUrl(route)}"><code>${visibleText(route)}</code></a>
        ${area === noArea ? '' : html`<span class="area">${visibleText(area)}</span>`}
      </th>
      <td class="number">${countText(exchanges)}</td>
      <td class="number">${mismatches(counts, budget)}</td>
      <td class="number ${errors > 0 ? 'bad' : 'quiet'}">
        ${countText(errors)}
        ${primaryErrors === 0 ? '' : html`<small class="warn">primary ${countText(primaryErrors)}</small>`}
      </td>
      <td class="number">${latencyPair(counts, 0.5)}</td>
      <td class="number">${latencyPair(counts, 0.95)}</td>
      <td class="number">${latencyPair(counts, 0.99)}</td>
      <td>${sparkline(counts.minutes.until(Date.now()))}</td>
    </tr>
  `;
}

/** Errors of the candidate are mismatches too. */
function mismatches({ mismatched: k, compared }: RouteCounts, budget: number): Html | string {
  if (compared === 0) return html`<span class="quiet">not compared</span>`;
  const interval = confidenceSequence({ k, n: compared }, budget, alpha);
  return html`
    <span class="${k > 0 ? 'bad' : 'quiet'}">${countText(k)}</span>
    <small>${shareText(k, compared)}</small> ${intervalBar(interval, k / compared, budget)}
  `;
}

function latencyPair(counts: RouteCounts, quantile: number): Html {
  const ratio = latencyRatio(counts, quantile);
  if (ratio === null) return html`<span class="quiet">–</span>`;
  const [primaryMs, candidateMs] = [
    counts.latency.primary.quantileMs(quantile),
    counts.latency.candidate.quantileMs(quantile),
  ];
  return html`
    <span class="pair">${durationText(primaryMs)} → ${durationText(candidateMs)}</span>
    <small class="${ratio >= slowerRatio ? 'warn' : 'quiet'}">× ${ratio.toFixed(2)}</small>
  `;
}
