import { html } from 'hono/html';
import { fieldNamed } from '../../../vocabulary/evidence.ts';
import type { ExchangeField, KeptExchange } from '../../archive/archive-reader.ts';
import { type ExchangeFilter, listedExchangeUrl } from './exchange-filter.ts';
import { formatCount, formatTime } from '../../../vocabulary/format.ts';
import { type Html, visibleText } from './visible-text.ts';

interface ExchangeTableOptions {
  /** That of the list, so that an exchange opens among its neighbours. */
  readonly filter?: ExchangeFilter;
  /** What differs in each exchange, by name; without it there is no such column. */
  readonly fields?: ReadonlyMap<string, readonly ExchangeField[]>;
}

/** The number of fields that the row of an exchange names. */
const fieldsShown = 2;
const valueCharsMax = 40;

/** Kept exchanges, a row each. */
export function exchangeTable(
  kept: readonly KeptExchange[],
  { filter = {}, fields }: ExchangeTableOptions = {},
): Html {
  return html`
    <div class="scroll" role="group" aria-label="Mismatches" tabindex="0">
      <table class="exchanges stack">
        <thead>
          <tr>
            <th scope="col">Exchange</th>
            <th scope="col">Route</th>
            ${fields === undefined ? '' : html`<th scope="col">What differs</th>`}
          </tr>
        </thead>
        <tbody>
          ${kept.map((one) => row(one, filter, fields))}
        </tbody>
      </table>
    </div>
  `;
}

function row(
  { name, route, area, outcome, atMs }: KeptExchange,
  filter: ExchangeFilter,
  fields: ExchangeTableOptions['fields'],
): Html {
  return html`
    <tr>
      <th scope="row">
        <a href="${listedExchangeUrl(name, filter)}" data-row><code>${name}</code></a>
        <time class="quiet" datetime="${new Date(atMs).toISOString()}">${formatTime(atMs)}</time>
      </th>
      <td>
        <code>${visibleText(route)}</code>
        <span class="quiet">
          ${visibleText(area)}${outcome === 'mismatch' ? '' : `, ${outcome.replaceAll('_', ' ')}`}
        </span>
      </td>
      ${fields === undefined ? '' : html`<td>${whatDiffers(fields.get(name) ?? [])}</td>`}
    </tr>
  `;
}

function whatDiffers(fields: readonly ExchangeField[]): Html {
  if (fields.length === 0) return html`<span class="quiet">no single field</span>`;
  const others = fields.length - fieldsShown;
  return html`
    <ul class="what-differs">
      ${fields.slice(0, fieldsShown).map((one, at) => fieldItem(one, at === fieldsShown - 1 ? others : 0))}
    </ul>
  `;
}

/** @param others how many more fields differ than are shown */
function fieldItem({ field, places, primary, candidate }: ExchangeField, others: number): Html {
  const named = fieldNamed(field);
  // An earlier version may have named it in another way.
  const name = named === null ? field : named.template;
  return html`<li>
    <code>${visibleText(name, 80)}</code>
    <span class="quiet">${named === null ? '' : named.kind}</span>
    ${places === 1 ? '' : html`<b class="times">×${formatCount(places)}</b>`}
    <span class="values">${valueText(primary)} → ${valueText(candidate)}</span>
    ${others <= 0 ? '' : html`<span class="quiet">and ${formatCount(others)} more</span>`}
  </li>`;
}

function valueText(text: string | null): Html {
  return text === null
    ? html`<span class="quiet">absent</span>`
    : html`<code>${visibleText(text, valueCharsMax)}</code>`;
}
