import { html } from 'hono/html';
import { meanOf } from '../../../../vocabulary/side-sums.ts';
import type { ServerWork } from '../../../evidence/server-work.ts';
import { meanWords } from '../../../gate/work-words.ts';
import { formatCount, formatExchanges, formatPercent } from '../../../../vocabulary/format.ts';
import type { RouteWork } from '../../../route-work.ts';
import { type Html, visibleText } from '../visible-text.ts';

/** The values of both deployments in Server-Timing; empty if there are none. */
export function serverWorkSection({ works, alone }: ReturnType<RouteWork>): Html | string {
  if (works.length + alone.size === 0) return '';
  return html`
    <section aria-labelledby="work">
      <h2 id="work">Work on the server</h2>
      ${works.length === 0 ? '' : workTable(works)}
      ${[...alone].map(
        ([name, { primary, candidate }]) => html`
          <p class="quiet">
            <code>${visibleText(name)}</code> was stated by primary alone in
            ${formatExchanges(primary)}, by the candidate alone in ${formatCount(candidate)}.
          </p>
        `,
      )}
    </section>
  `;
}

function workTable(works: readonly ServerWork[]): Html {
  return html`
    <div class="scroll" role="group" aria-labelledby="work" tabindex="0">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Server-Timing, mean per exchange</th>
            <th scope="col" class="number">Primary</th>
            <th scope="col" class="number">Candidate</th>
            <th scope="col" class="number">Ratio</th>
            <th scope="col" class="number">Candidate needed more</th>
            <th scope="col" class="number">Reference needed more</th>
            <th scope="col" class="number">Exchanges</th>
          </tr>
        </thead>
        <tbody>
          ${works.map(workRow)}
        </tbody>
      </table>
    </div>
  `;
}

function workRow({ name, unit, sums, series }: ServerWork): Html {
  const { n, candidateOnly, referenceOnly } = series;
  const suffix = unit === 'ms' ? ' ms' : '';
  return html`
    <tr>
      <th scope="row"><code>${visibleText(name)}</code></th>
      <td class="number" data-label="primary">${meanWords(sums.primary, unit)}${suffix}</td>
      <td class="number" data-label="candidate">${meanWords(sums.candidate, unit)}${suffix}</td>
      <td class="number" data-label="ratio">
        ${ratioText(meanOf(sums.primary), meanOf(sums.candidate))}
      </td>
      <td class="number" data-label="candidate needed more">${formatPercent(candidateOnly, n)}</td>
      <td class="number" data-label="reference needed more">${formatPercent(referenceOnly, n)}</td>
      <td class="number" data-label="exchanges">${formatCount(n)}</td>
    </tr>
  `;
}

function ratioText(primary: number | null, candidate: number | null): string {
  return primary === null || candidate === null || primary === 0
    ? ''
    : `${(candidate / primary).toFixed(2)}×`;
}
