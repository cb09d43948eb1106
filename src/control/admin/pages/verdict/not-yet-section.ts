import { html } from 'hono/html';
import { countText, listText } from '../figures.ts';
import { durationWords } from '../../../gate/words.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { criterionTitles } from './criterion-table.ts';
import type { NotYet } from './not-yet.ts';

const areasNamed = 6;

/** What is missing until a verdict, in as many lines as there are different things. */
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
                ${durationWords(soak.soakedMs)} of ${durationWords(soak.requiredMs)}
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
            <span>
              ${areas.length > 1 ? html`${visibleText(listText(areas, areasNamed), 200)}` : visibleText(reason, 220)}
            </span>
          </li>`,
      )}
    </ul>
  `;
}

function samplesText(samples: NotYet['samples']): string {
  const each = samples.map(({ area, exchanges, waitMs }) => {
    const wait = waitMs === null ? '' : ` (${durationWords(waitMs)})`;
    return `${area} about ${countText(exchanges)}${wait}`;
  });
  return listText(each, areasNamed);
}
