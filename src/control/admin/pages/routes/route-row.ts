import { html } from 'hono/html';
import { noArea } from '../../../../config/route-table.ts';
import type { RouteCounts } from '../../../route-counts.ts';
import { confidenceSequence } from '../../../statistics/confidence-sequence.ts';
import { rateBar, sparkline } from '../drawings.ts';
import { formatCount, formatPercent } from '../../../../vocabulary/format.ts';
import { latencyCell } from '../latency-cell.ts';
import { operationIdText } from '../document/operation-id.ts';
import { routeUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';

const alpha = 0.05;

interface RouteRowOptions {
  /** Its operation id in the OpenAPI document. */
  readonly operationId: string | null;
  /** The share of its area's exchanges that may be mismatches. */
  readonly budget: number;
  /** The policy of the config for mirroring it, as texts. */
  readonly policy: readonly string[];
  readonly nowMs: number;
  /** How many of the latest minutes to draw; 0 for none. */
  readonly minutes: number;
}

/** A route as a row of the table. */
export function routeRow(counts: RouteCounts, options: RouteRowOptions): Html {
  const { operationId, budget, policy, nowMs, minutes } = options;
  const { route, area, exchanges, outcomes } = counts;
  const { candidate_error: errors, primary_error: primaryErrors } = outcomes;
  return html`
    <tr>
      <th scope="row">
        <a class="route" href="${routeUrl(route)}" data-row><code>${visibleText(route)}</code></a>
        ${area === noArea ? '' : html`<span class="area">${visibleText(area)}</span>`}
        ${operationIdText(operationId)}
        ${policy.length === 0 ? '' : html`<small class="quiet policy">${policy.join(', ')}</small>`}
      </th>
      <td class="number" data-label="exchanges">${formatCount(exchanges)}</td>
      <td class="number" data-label="mismatches">${mismatches(counts, budget)}</td>
      <td class="number ${errors > 0 ? 'bad' : 'quiet'}" data-label="errors">
        ${formatCount(errors)}
        ${primaryErrors === 0 ? '' : html`<small class="primary">primary ${formatCount(primaryErrors)}</small>`}
      </td>
      <td class="number" data-label="p50">${latencyCell(counts, 0.5)}</td>
      <td class="number" data-label="p95">${latencyCell(counts, 0.95)}</td>
      <td class="number" data-label="p99">${latencyCell(counts, 0.99)}</td>
      ${minutes === 0 ? '' : html`<td class="recent">${sparkline(counts.minutes.until(nowMs).slice(-minutes))}</td>`}
    </tr>
  `;
}

/** Errors of the candidate are mismatches too. */
function mismatches({ mismatched: k, compared }: RouteCounts, budget: number): Html | string {
  if (compared === 0) return html`<span class="quiet">not compared</span>`;
  const interval = confidenceSequence({ k, n: compared }, budget, alpha);
  const bar = rateBar({ ...interval, estimate: k / compared, budget });
  return html`
    <span class="${k > 0 ? 'bad' : 'quiet'}">${formatCount(k)}</span>
    <small>${formatPercent(k, compared)}</small> ${bar}
  `;
}
