import { html } from 'hono/html';
import { fieldKey } from '../../../../vocabulary/evidence.ts';
import type { ArchiveReader } from '../../../archive/archive-reader.ts';
import type { DifferingField } from '../../../field-counts.ts';
import type { RouteCounts } from '../../../route-counts.ts';
import { countText, shapeText, shareText, timeText } from '../figures.ts';
import { exchangeUrl, fieldUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';

const fieldsShown = 50;

/** Where a route's answers differ, what differs most first, each with an example to look at. */
export function fieldRanking(
  { route, compared, fields }: RouteCounts,
  archive: ArchiveReader,
  epoch: string,
): Html {
  const ranked = fields.top(fieldsShown);
  if (ranked.length === 0) return html`<p class="empty">Nothing differs on this route.</p>`;
  const row = (differing: DifferingField): Html => {
    const field = fieldKey(differing);
    const place = { epoch, route, field };
    const seen = archive.seen(place);
    const [example] = archive.list({ ...place, limit: 1 });
    return html`
      <tr>
        <th scope="row">
          <a href="${fieldUrl(place)}"><code>${visibleText(differing.template, 120)}</code></a>
          <span class="quiet"
            >${differing.aspect === 'header' ? 'header ' : ''}${differing.kind}${shapeText(differing.shape)}</span
          >
        </th>
        <td class="number">
          ${countText(differing.exchanges)}
          <small>${shareText(differing.exchanges, compared)}</small>
        </td>
        <td class="quiet">${seen === null ? '–' : timeText(seen.firstMs)}</td>
        <td class="quiet">${seen === null ? '–' : timeText(seen.lastMs)}</td>
        <td>
          ${
            example === undefined
              ? html`<span class="quiet">none kept</span>`
              : html`<a href="${exchangeUrl(example.name)}"><code>${example.name}</code></a>`
          }
        </td>
      </tr>
    `;
  };
  return html`
    <section aria-labelledby="fields">
      <h2 id="fields">What differs</h2>
      <div class="scroll" role="group" aria-labelledby="fields" tabindex="0">
        <table class="ranking">
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
