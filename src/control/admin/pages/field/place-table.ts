import { html } from 'hono/html';
import { formatCount, formatPercent, formatTime } from '../../../../vocabulary/format.ts';
import { fieldUrl, findingUrl, routeUrl } from '../links.ts';
import { withdrawLink } from '../operate/operator-links.ts';
import { type Html, visibleText } from '../visible-text.ts';
import type { PlacesAsked } from './field-places.ts';
import type { PlaceStanding } from './place-standing.ts';

/**
 * The routes on which a change was found, and whether it counts there.
 *
 * @param canAct whether the reader may withdraw an acceptance
 */
export function placeTable(
  standings: readonly PlaceStanding[],
  asked: PlacesAsked,
  canAct: boolean,
): Html {
  const isAlone = standings.length === 1;
  return html`
    <section aria-labelledby="routes">
      <h2 id="routes">Routes</h2>
      <div class="scroll fit" role="group" aria-labelledby="routes" tabindex="0">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Route</th>
              ${isAlone ? '' : html`<th scope="col">Field</th>`}
              <th scope="col" class="number">Exchanges</th>
              <th scope="col">Last seen</th>
              <th scope="col">Counts</th>
            </tr>
          </thead>
          <tbody>
            ${standings.map((one) => row(one, isAlone, canAct))}
          </tbody>
        </table>
      </div>
      ${asked.route === null ? '' : html`<p class="more"><a href="${findingUrl(asked)}">The same on all routes</a></p>`}
    </section>
  `;
}

function row(place: PlaceStanding, isAlone: boolean, canAct: boolean): Html {
  const { route, field, counts, lastSeenMs } = place;
  return html`
    <tr>
      <th scope="row">
        <a href="${routeUrl(route)}"><code>${visibleText(route, 120)}</code></a>
      </th>
      ${
        isAlone
          ? ''
          : html`<td>
              <a href="${fieldUrl(place)}"><code>${visibleText(field, 120)}</code></a>
            </td>`
      }
      <td class="number" data-label="exchanges">
        ${counts === null ? '–' : html`${formatCount(counts.exchanges)} <small class="quiet">of ${formatCount(counts.compared)}, ${formatPercent(counts.exchanges, counts.compared)}</small>`}
      </td>
      <td data-label="last seen">${lastSeenMs === null ? '–' : formatTime(lastSeenMs)}</td>
      <td>${standingText(place, canAct)}</td>
    </tr>
  `;
}

function standingText(place: PlaceStanding, canAct: boolean): Html {
  const { accepted, isOpen } = place;
  if (accepted !== null) {
    const { who, why, expiresAtMs } = accepted;
    return html`
      accepted by ${visibleText(who, 100)} until ${formatTime(expiresAtMs)}:
      ${visibleText(why, 500)} ${canAct ? withdrawLink(place) : ''}
    `;
  }
  return isOpen
    ? html`<span class="bad">against the candidate</span>`
    : html`<span class="quiet">no: noise, or gone</span>`;
}
