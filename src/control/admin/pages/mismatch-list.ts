import { html } from 'hono/html';
import type { Comparison } from '../../../vocabulary/comparison.ts';
import type { Translation } from '../../../vocabulary/identities.ts';
import type { Difference } from '../../../vocabulary/difference.ts';
import { exchangeId } from '../../../vocabulary/exchange.ts';
import { countText, durationText, shapeText, timeText } from './figures.ts';
import { type Html, visibleText } from './visible-text.ts';

const differencesShown = 8;
const translationsShown = 4;

/** The latest mismatches with what differed, primary's value beside the candidate's. */
export function mismatchList(mismatches: readonly Comparison[], instance: string): Html {
  return html`
    <section aria-labelledby="mismatches">
      <h2 id="mismatches">Latest mismatches</h2>
      ${
        mismatches.length === 0
          ? html`<p class="empty">None so far.</p>`
          : mismatches.map((mismatch) => entry(mismatch, exchangeId(instance, mismatch.sequence)))
      }
    </section>
  `;
}

function entry(mismatch: Comparison, id: string): Html {
  const { route, wallClockMs, primary, candidate, differences, translated } = mismatch;
  return html`
    <article class="mismatch">
      <header>
        <h3><code>${visibleText(route)}</code></h3>
        <p class="quiet">
          <span>${primary.status} → ${candidate?.status ?? '–'}</span>
          <span
            >${durationText(primary.totalMs)} → ${durationText(candidate?.totalMs ?? null)}</span
          >
          <time datetime="${new Date(wallClockMs).toISOString()}">${timeText(wallClockMs)}</time>
          <code title="the exchange's x-parallax-exchange">${id}</code>
        </p>
      </header>
      <div class="scroll" role="group" aria-label="Differences of ${id}" tabindex="0">
        <table class="differences">
          <thead class="unseen">
            <tr>
              <th scope="col">Where</th>
              <th scope="col">Primary</th>
              <th scope="col">Candidate</th>
            </tr>
          </thead>
          <tbody>
            ${differences.slice(0, differencesShown).map(differenceRow)}
          </tbody>
        </table>
      </div>
      ${restOf(mismatch)} ${translationNote(translated)}
    </article>
  `;
}

function differenceRow({ aspect, kind, path, primary, candidate, shape }: Difference): Html {
  return html`
    <tr>
      <th scope="row">
        <code>${visibleText(path, 120)}</code>
        <span class="quiet">${aspect === 'header' ? 'header ' : ''}${kind}${shapeText(shape)}</span>
      </th>
      <td class="primary">${value(primary)}</td>
      <td class="candidate">${value(candidate)}</td>
    </tr>
  `;
}

function value(text: string | null): Html {
  return text === null
    ? html`<span class="quiet">absent</span>`
    : html`<code>${visibleText(text)}</code>`;
}

function restOf({ differences, truncated }: Comparison): Html | string {
  const hidden = differences.length - differencesShown;
  if (hidden <= 0 && !truncated) return '';
  const count = `${Math.max(hidden, 0)}${truncated ? ' or more' : ''}`;
  return html`<p class="more">${count} further differences.</p>`;
}

/** The candidate was asked about its own things, which a reader who repeats the request must know. */
function translationNote(translated: readonly Translation[]): Html | string {
  if (translated.length === 0) return '';
  const places = translated
    .slice(0, translationsShown)
    .map(({ place, label }) => `${label} in ${place}`)
    .join(', ');
  const more = translated.length - translationsShown;
  return html`
    <p class="more">
      Sent to the candidate in its own identities:
      ${visibleText(places)}${more > 0 ? ` and ${countText(more)} more` : ''}.
    </p>
  `;
}
