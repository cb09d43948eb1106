import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { ProcessTotals } from '../../../../vocabulary/plane-message.ts';
import type { DocumentReader } from '../../../document-coverage.ts';
import type { RouteCounts } from '../../../route-counts.ts';
import type { RouteLedger } from '../../../route-ledger.ts';
import { documentSections } from '../document/document-sections.ts';
import { rateScale } from '../drawings.ts';
import { formatCount } from '../../../../vocabulary/format.ts';
import { latencyNote } from '../latency-cell.ts';
import { layout } from '../layout.ts';
import { type Html, plainText } from '../visible-text.ts';
import { minutesShown, minutesTitle } from './minutes-shown.ts';
import {
  type Order,
  readRouteQuery,
  type RouteQuery,
  routeQueryUrl,
  selectRoutes,
} from './route-query.ts';
import { routeRow } from './route-row.ts';

export interface RoutesPageOptions {
  readonly instance: string;
  readonly routes: RouteLedger;
  readonly document: DocumentReader;
  readonly totals: () => ProcessTotals | null;
  /** The share of an area's exchanges that may be mismatches. */
  readonly budgetOf: (area: string) => number;
  /** The policy of the config for mirroring a route, as texts. */
  readonly policyOf: (route: string) => readonly string[];
}

/** The most rows; the search finds the others. */
const rowsMax = 200;

/** All routes with their counts; sorted, filtered and searched by the address. */
export function routesPage(options: RoutesPageOptions): Handler {
  const { instance, routes, document, totals, budgetOf, policyOf } = options;
  return (context) => {
    const query = readRouteQuery(context.req.query());
    const all = routes.all();
    const selected = selectRoutes(all, query);
    const [shown, nowMs] = [selected.slice(0, rowsMax), routes.now()];
    const minutes = minutesShown(shown, nowMs);
    const content = html`
      <h1>Routes</h1>
      ${searchForm(query, areasOf(all))} ${yamlLink()}
      <div id="routes-found" class="scroll" role="group" aria-label="Routes" tabindex="0">
        <table class="routes stack">
          <thead>
            <tr>
              ${column(query, 'route', 'Route')} ${column(query, 'exchanges', 'Exchanges')}
              ${column(query, 'mismatches', 'Mismatches', rateScale())}
              ${column(query, 'errors', 'Errors')}
              ${column(query, 'latency', 'p50, reference → candidate')}
              <th scope="col" class="number">p95</th>
              <th scope="col" class="number">p99</th>
              ${minutes === 0 ? '' : html`<th scope="col" class="recent">${minutesTitle(minutes)}</th>`}
            </tr>
          </thead>
          <tbody>
            ${shown.map((counts) =>
              routeRow(counts, {
                operationId: document.operationIdOf(counts.route),
                budget: budgetOf(counts.area),
                policy: policyOf(counts.route),
                nowMs,
                minutes,
              }),
            )}
          </tbody>
        </table>
      </div>
      ${selected.length === 0 ? html`<p class="empty">No route matches.</p>` : ''}
      ${selected.length > rowsMax ? rest(selected.length - rowsMax) : ''} ${latencyNote(selected)}
      ${documentSections(document.coverage())}
    `;
    return context.html(
      layout({ title: 'Routes', place: 'Routes', totals: totals(), instance, content }),
    );
  };
}

function areasOf(routes: readonly RouteCounts[]): readonly string[] {
  return [...new Set(routes.map(({ area }) => area))].sort();
}

function searchForm({ order, area, text }: RouteQuery, areas: readonly string[]): Html {
  const option = (value: string, name: string): Html =>
    value === area
      ? html`<option value="${value}" selected>${name}</option>`
      : html`<option value="${value}">${name}</option>`;
  return html`
    <form class="search" method="get" action="/routes" role="search">
      <label for="text" class="unseen">Search routes</label>
      <input type="search" id="text" name="text" value="${text}" placeholder="Search routes (/)" />
      <label for="area" class="unseen">Area</label>
      <select id="area" name="area">
        ${option('', 'All areas')} ${areas.map((one) => option(one, plainText(one, 40)))}
      </select>
      <input type="hidden" name="order" value="${order}" />
      <button type="submit">Show</button>
    </form>
  `;
}

function column(query: RouteQuery, order: Order, name: string, under: Html | string = ''): Html {
  const number = order === 'route' ? '' : 'number';
  return query.order === order
    ? html`<th scope="col" class="${number}" aria-sort="descending">${name}${under}</th>`
    : html`<th scope="col" class="${number}">
        <a href="${routeQueryUrl({ ...query, order })}">${name}</a>${under}
      </th>`;
}

/** A link that looks like a button: it works without a script. */
function yamlLink(): Html {
  return html`
    <p class="above-table">
      <a class="button" href="/api/routes.yaml" download="routes.yaml">Routes as YAML</a>
      for <code>routes</code> in the config, with proposed areas;
      <code>parallax routes</code> prints the same.
    </p>
  `;
}

function rest(count: number): Html {
  return html`<p class="more">${formatCount(count)} more: narrow the search.</p>`;
}
