import { html } from 'hono/html';
import { noArea } from '../../../config/route-table.ts';
import type { DifferingField } from '../../field-counts.ts';
import type { RouteCounts } from '../../route-counts.ts';
import { countText, shapeText, shareText } from './figures.ts';
import { latencyCell, latencyNote } from './latency-cell.ts';
import { routeUrl } from './links.ts';
import { type Html, visibleText } from './visible-text.ts';

/** More rows than this nobody reads; the JSON has them all. */
const rowsMax = 100;
const fieldsShown = 3;

/** The routes, the ones with the most mismatches first. */
export function routeTable(routes: readonly RouteCounts[]): Html {
  if (routes.length === 0) return empty();
  const ranked = [...routes].sort(
    (a, b) => b.mismatched - a.mismatched || b.exchanges - a.exchanges,
  );
  return html`
    <section aria-labelledby="routes">
      <h2 id="routes">Routes</h2>
      <div class="scroll" role="group" aria-labelledby="routes" tabindex="0">
        <table class="routes">
          <thead>
            <tr>
              <th scope="col">Route</th>
              <th scope="col" class="number">Exchanges</th>
              <th scope="col" class="number">Mismatches</th>
              <th scope="col" class="number">Errors</th>
              <th scope="col">Differs most in</th>
              <th scope="col" class="number">p50 <small>reference → candidate</small></th>
              <th scope="col" class="number">p95 <small>reference → candidate</small></th>
            </tr>
          </thead>
          <tbody>
            ${ranked.slice(0, rowsMax).map(row)}
          </tbody>
        </table>
      </div>
      ${ranked.length > rowsMax ? rest(ranked.length - rowsMax) : ''} ${latencyNote(routes)}
    </section>
  `;
}

function empty(): Html {
  return html`
    <section aria-labelledby="routes">
      <h2 id="routes">Routes</h2>
      <p class="empty">No exchange yet. Send a request through Parallax and reload this page.</p>
    </section>
  `;
}

function rest(count: number): Html {
  return html`
    <p class="more">
      ${countText(count)} more routes are in <a href="/api/routes">/api/routes</a>.
    </p>
  `;
}

function row(counts: RouteCounts): Html {
  const { candidate_error: errors, primary_error: primaryErrors } = counts.outcomes;
  return html`
    <tr>
      <th scope="row">${routeName(counts)}</th>
      <td class="number">${countText(counts.exchanges)}</td>
      <td class="number ${counts.mismatched > 0 ? 'bad' : 'quiet'}">${mismatchCell(counts)}</td>
      <td class="number ${errors > 0 ? 'bad' : 'quiet'}">
        ${countText(errors)}${ofPrimary(primaryErrors)}
      </td>
      <td>${fieldList(counts.fields.top(fieldsShown))}</td>
      <td class="number">${latencyCell(counts, 0.5)}</td>
      <td class="number">${latencyCell(counts, 0.95)}</td>
    </tr>
  `;
}

/** Legacy's own failures are no fault of the candidate's, and are shown apart. */
function ofPrimary(errors: number): Html | string {
  return errors === 0 ? '' : html` <small class="warn">primary ${countText(errors)}</small>`;
}

function routeName({ route, area }: RouteCounts): Html {
  const areaTag = area === noArea ? '' : html`<span class="area">${visibleText(area)}</span>`;
  return html`<a href="${routeUrl(route)}"><code class="route">${visibleText(route)}</code></a
    >${areaTag}`;
}

function mismatchCell({ mismatched, compared }: RouteCounts): Html | string {
  if (compared === 0) return 'not compared';
  if (mismatched === 0) return '0';
  return html`
    ${countText(mismatched)} <small>${shareText(mismatched, compared)}</small>
    ${shareBar(mismatched / compared)}
  `;
}

/** As a drawing and not as a width in a style attribute, which the page's policy forbids. */
function shareBar(share: number): Html {
  return html`
    <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-track" width="100" height="4" />
      <rect width="${Math.max(1, 100 * share)}" height="4" />
    </svg>
  `;
}

function fieldList(fields: readonly DifferingField[]): Html {
  if (fields.length === 0) return html`<span class="quiet">–</span>`;
  return html`
    <ul class="fields">
      ${fields.map(
        ({ aspect, kind, template, shape, exchanges }) => html`
          <li>
            <code>${visibleText(template, 80)}</code>
            <span class="quiet"
              >${aspect === 'header' ? 'header ' : ''}${kind}${shapeText(shape)}</span
            >
            <span class="times">${countText(exchanges)}</span>
          </li>
        `,
      )}
    </ul>
  `;
}
