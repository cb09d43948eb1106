import { html } from 'hono/html';
import { noArea } from '../../../../config/route-table.ts';
import type { DocumentCoverage } from '../../../document-coverage.ts';
import { formatCount } from '../../../../vocabulary/format.ts';
import { routeUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { operationIdText } from './operation-id.ts';

/** The most rows of a table; the JSON has all of them. */
const rowsMax = 200;

/** Routes that only the traffic has, and operations that only the OpenAPI document has. */
export function documentSections(document: DocumentCoverage | null): Html | string {
  if (document === null) return '';
  return html`${undocumentedSection(document)} ${neverAskedSection(document)}`;
}

function undocumentedSection({ name, undocumented }: DocumentCoverage): Html {
  const ranked = undocumented.toSorted((a, b) => b.exchanges - a.exchanges);
  const rows = ranked.slice(0, rowsMax).map(
    ({ route, exchanges }) => html`
      <tr>
        <th scope="row">
          <a class="route" href="${routeUrl(route)}"><code>${visibleText(route)}</code></a>
        </th>
        <td class="number">${formatCount(exchanges)}</td>
      </tr>
    `,
  );
  return section({
    id: 'undocumented',
    title: 'Not in the document',
    note: html`Requested since the start, and not in ${visibleText(name, 80)}.`,
    column: 'Exchanges',
    rows,
    count: ranked.length,
  });
}

function neverAskedSection({ name, operations, neverAsked }: DocumentCoverage): Html {
  const rows = neverAsked.slice(0, rowsMax).map(
    ({ routes: [route = ''], operationId, area }) => html`
      <tr>
        <th scope="row">
          <code class="route">${visibleText(route)}</code> ${operationIdText(operationId)}
        </th>
        <td>${visibleText(area ?? noArea)}</td>
      </tr>
    `,
  );
  return section({
    id: 'never-asked',
    title: 'Never requested',
    note: html`Of the ${formatCount(operations)} operations in ${visibleText(name, 80)}. They do not
    change the verdict.`,
    column: 'Area',
    rows,
    count: neverAsked.length,
  });
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly note: Html;
  /** The name of the second column. */
  readonly column: string;
  readonly rows: readonly Html[];
  /** Including those that are not shown. */
  readonly count: number;
}

function section({ id, title, note, column, rows, count }: Section): Html {
  return html`
    <section aria-labelledby="${id}">
      <h2 id="${id}">${title}: ${formatCount(count)}</h2>
      <p class="above-table">${note}</p>
      ${
        count === 0
          ? ''
          : html`
              <div class="scroll" role="group" aria-labelledby="${id}" tabindex="0">
                <table class="routes">
                  <thead>
                    <tr>
                      <th scope="col">Route</th>
                      <th scope="col" class="${column === 'Area' ? '' : 'number'}">${column}</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${rows}
                  </tbody>
                </table>
              </div>
            `
      }
      ${
        count > rowsMax
          ? html`<p class="more">
              ${formatCount(count - rowsMax)} more are in <a href="/api/document">/api/document</a>.
            </p>`
          : ''
      }
    </section>
  `;
}
