import { html } from 'hono/html';
import {
  formatCount,
  formatList,
  formatPercent,
  formatRoughDuration,
} from '../../../../vocabulary/format.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { criterionTitles } from './criterion-table.ts';
import type { NotYet } from './not-yet.ts';

const areasNamed = 6;

/** What is missing until a verdict, each thing once. */
export function notYetSection({ soak, samples, criteria }: NotYet): Html | string {
  if (soak === null && samples.length === 0 && criteria.length === 0) return '';
  return html`
    <h2 id="not-yet">Not yet</h2>
    <ul class="not-yet" aria-labelledby="not-yet">
      ${
        soak === null
          ? ''
          : html`<li>
              <strong>Soak time</strong>
              <span>
                ${formatRoughDuration(soak.soakedMs)} of ${formatRoughDuration(soak.requiredMs)}
                <progress
                  max="${soak.requiredMs}"
                  value="${soak.soakedMs}"
                  aria-label="soak time"
                ></progress>
              </span>
            </li>`
      }
      ${
        samples.length === 0
          ? ''
          : html`<li>
              <strong>More exchanges</strong>
              <span>${visibleText(samplesText(samples), 400)}</span>
            </li>`
      }
      ${criteria.map(
        ({ criterion, areas, reason }) =>
          html`<li>
            <strong>${criterionTitles[criterion]}</strong>
            ${areas.length > 1 ? html`<span>${visibleText(areasText(areas), 400)}</span>` : foldedReason(reason)}
          </li>`,
      )}
    </ul>
  `;
}

/** Its first clause; the others unfold. */
function foldedReason(reason: string): Html {
  const [, first = reason, others = ''] = /^(.{20,}?)[;.] (.+)$/s.exec(reason) ?? [];
  if (others === '') return html`<span>${visibleText(reason, 400)}</span>`;
  return html`<details>
    <summary>${visibleText(first, 400)}</summary>
    <span>${visibleText(others, 600)}</span>
  </details>`;
}

function samplesText(samples: NotYet['samples']): string {
  const each = samples.map(({ area, exchanges, waitMs }) => {
    const wait = waitMs === null ? '' : ` (${formatRoughDuration(waitMs)})`;
    return `${area} about ${formatCount(exchanges)}${wait}`;
  });
  return formatList(each, areasNamed);
}

/** `chat 49.9 %, costs 56.3 %; allowed 50 %`: the rates as they are measured so far. */
function areasText(areas: NotYet['criteria'][number]['areas']): string {
  const each = areas.map(({ area, rate }) =>
    rate === null ? area : `${area} ${formatPercent(Math.max(rate.estimate, 0), 1)}`,
  );
  const budgets = [...new Set(areas.flatMap(({ rate }) => (rate === null ? [] : [rate.budget])))];
  const allowed = budgets.map((budget) => formatPercent(budget, 1)).join(' or ');
  return `${formatList(each, areasNamed)}${budgets.length === 0 ? '' : `; allowed ${allowed}`}`;
}
