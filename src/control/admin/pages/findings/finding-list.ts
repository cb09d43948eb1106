import { html } from 'hono/html';
import { formatCount, formatShape, formatTime } from '../../../../vocabulary/format.ts';
import { exchangeUrl, findingUrl, routeUrl } from '../links.ts';
import { isCollective } from '../../../gate/named-field.ts';
import { trendColumns } from '../drawings.ts';
import { type Html, visibleText } from '../visible-text.ts';
import type { FindingGroup } from './group-findings.ts';
import type { FindingDetails } from './read-details.ts';
import type { Trend } from './trend.ts';
import { summaryText } from './value-text.ts';

interface ShownFinding extends FindingDetails {
  readonly group: FindingGroup;
  readonly trend: Trend | null;
}

export interface FindingListOptions {
  readonly shown: readonly ShownFinding[];
  /** Open differences of groups that are not shown. */
  readonly more: number;
  /** That the kept exchanges belong to. */
  readonly epoch: string;
  /** Whether these are the findings of a part of the epoch, of which the page of a difference shows only kept exchanges. */
  readonly isPart: boolean;
  /** Whether operators can accept differences of this epoch. */
  readonly canAccept: boolean;
}

/** The open differences, one row for each group. */
export function findingList(options: FindingListOptions): Html | string {
  const { shown, more } = options;
  if (shown.length === 0) return '';
  return html`
    <ul class="findings" aria-label="Open differences">
      ${shown.map((one) => findingRow(one, options))}
    </ul>
    <p class="more">
      Values are those of kept examples. An exchange counts once in each row in which it differs.
    </p>
    ${more > 0 ? html`<p class="more">${formatCount(more)} more open differences are on <a href="/routes">the routes</a>.</p>` : ''}
  `;
}

function findingRow(
  { group, trend, firstSeenMs, example, values }: ShownFinding,
  { epoch, isPart, canAccept }: FindingListOptions,
): Html {
  const { name, fields, routes, exchanges } = group;
  const page = findingUrl({ epoch, fields });
  const isOwn = !fields.some(isCollective);
  const hasPage = example !== null || (isOwn && !isPart);
  const title = html`<code>${visibleText(name, 120)}</code>`;
  return html`
    <li class="finding">
      <p class="finding-name">
        ${hasPage ? html`<a href="${page}">${title}</a>` : title}
        <span class="change">${changeWords(group)}</span>
      </p>
      <p class="finding-values">${summaryText(values)}</p>
      <p class="finding-count">
        <strong>${formatCount(exchanges)}</strong>
        <small>${exchanges === 1 ? 'exchange' : 'exchanges'}</small> ${trendColumns(trend)}
      </p>
      <p class="finding-where quiet">
        ${routesText(routes)}${firstSeenMs === null ? '' : sinceText(firstSeenMs)}
      </p>
      <p class="finding-links">
        ${example === null ? '' : html`<a class="button" href="${exchangeUrl(example)}">Example<span class="unseen"> of ${visibleText(name, 120)}</span></a>`}
        ${canAccept && isOwn ? html`<a class="button" href="${page}#accept">Accept…<span class="unseen"> ${visibleText(name, 120)}</span></a>` : ''}
      </p>
    </li>
  `;
}

/** A phone shows it without the year and the seconds. */
function sinceText(wallClockMs: number): Html {
  const text = formatTime(wallClockMs);
  return html`<span
    >since <span class="date">${text.slice(0, 5)}</span>${text.slice(5, 16)}<span class="date"
      >${text.slice(16, 19)}</span
    >
    UTC</span
  >`;
}

export function changeWords({
  aspect,
  kind,
  shape,
}: Pick<FindingGroup, 'aspect' | 'kind' | 'shape'>): string {
  return `${aspect === 'header' ? 'header ' : ''}${kind}${formatShape(shape)}`;
}

function routesText(routes: readonly string[]): Html {
  const [first = ''] = routes;
  const link = html`<a href="${routeUrl(first)}"><code>${visibleText(first, 100)}</code></a>`;
  if (routes.length === 1) return html`<span>${link}</span>`;
  return html`<span
    >${formatCount(routes.length)} routes: ${link} and ${formatCount(routes.length - 1)} more</span
  >`;
}
