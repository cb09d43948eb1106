import { html } from 'hono/html';
import { fieldKey } from '../../../../vocabulary/evidence.ts';
import type { FieldExample, KeptExchanges } from '../../../archive/archive-reader.ts';
import type { DifferingField } from '../../../field-counts.ts';
import type { RouteCounts } from '../../../route-counts.ts';
import {
  formatCount,
  formatPercent,
  formatShape,
  formatTime,
} from '../../../../vocabulary/format.ts';
import { exchangeUrl, fieldUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';

const fieldsShown = 50;

/** The kept examples of the fields that are shown of a route. */
export function readExamples(
  { route, fields }: Pick<RouteCounts, 'route' | 'fields'>,
  archive: KeptExchanges,
  epoch: string,
): Promise<readonly FieldExample[]> {
  const shown = fields.top(fieldsShown).map(fieldKey);
  return archive.read((kept) => kept.examples({ epoch, route }, shown));
}

/** The fields in which a route's answers differ, the most frequent first, each with an example. */
export function fieldRanking(
  { route, compared, fields }: RouteCounts,
  examples: readonly FieldExample[],
  epoch: string,
): Html {
  const ranked = fields.top(fieldsShown);
  if (ranked.length === 0) return html`<p class="empty">Nothing differs on this route.</p>`;
  const exampleOf = new Map(examples.map((example) => [example.field, example]));
  const row = (differing: DifferingField): Html => {
    const field = fieldKey(differing);
    const place = { epoch, route, field };
    const example = exampleOf.get(field) ?? null;
    const newest = example?.newest ?? null;
    return html`
      <tr>
        <th scope="row">
          <a href="${fieldUrl(place)}"><code>${visibleText(differing.template, 120)}</code></a>
          <span class="quiet"
            >${differing.aspect === 'header' ? 'header ' : ''}${differing.kind}${formatShape(differing.shape)}</span
          >
        </th>
        <td class="number" data-label="exchanges">
          ${formatCount(differing.exchanges)}
          <small>${formatPercent(differing.exchanges, compared)}</small>
        </td>
        <td class="quiet" data-label="first seen">
          ${example === null ? '–' : formatTime(example.firstMs)}
        </td>
        <td class="quiet" data-label="last seen">
          ${example === null ? '–' : formatTime(example.lastMs)}
        </td>
        <td data-label="example">
          ${
            newest === null
              ? html`<span class="quiet">none kept</span>`
              : html`<a href="${exchangeUrl(newest)}"><code>${newest}</code></a>`
          }
        </td>
      </tr>
    `;
  };
  return html`
    <section aria-labelledby="fields">
      <h2 id="fields">What differs</h2>
      <div class="scroll" role="group" aria-labelledby="fields" tabindex="0">
        <table class="ranking stack">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col" class="number">Exchanges</th>
              <th scope="col">First seen</th>
              <th scope="col">Last seen</th>
              <th scope="col">Example</th>
            </tr>
          </thead>
          <tbody>
            ${ranked.map(row)}
          </tbody>
        </table>
      </div>
    </section>
  `;
}
