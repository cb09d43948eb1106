import { html } from 'hono/html';
import type { QueryView } from '../../../watch/watch-view.ts';
import { formatCount } from '../../../../vocabulary/format.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { blockLine } from './block-line.ts';

/** The queries of the gate with their values and bounds. */
export function querySection(queries: readonly QueryView[]): Html {
  return html`
    <section aria-labelledby="queries">
      <h2 id="queries">Prometheus queries</h2>
      <div class="scroll" role="group" aria-labelledby="queries" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Query</th>
              <th scope="col">Of</th>
              <th scope="col" class="number">Value</th>
              <th scope="col">Bound</th>
              <th scope="col" class="number">Out of bounds</th>
              <th scope="col">Over time</th>
            </tr>
          </thead>
          <tbody>
            ${queries.map(queryRow)}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

function queryRow({
  name,
  query,
  of,
  value,
  bound,
  breaches,
  evaluations,
  fault,
  failedAt,
  blocks,
}: QueryView): Html {
  return html`
    <tr>
      <th scope="row">${name} <small class="quiet">${visibleText(query, 200)}</small></th>
      <td>${of}</td>
      <td class="number ${failedAt === null ? '' : 'bad'}">
        ${value === null ? '–' : String(Number(value.toPrecision(4)))}
        ${fault === null ? '' : html`<small class="quiet">no data: ${fault}</small>`}
      </td>
      <td>${bound}</td>
      <td class="number">${formatCount(breaches)} of ${formatCount(evaluations)}</td>
      <td>${blockLine(blocks.map((block) => block.value))}</td>
    </tr>
  `;
}
