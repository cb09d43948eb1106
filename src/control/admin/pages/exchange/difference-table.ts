import { html } from 'hono/html';
import type { Comparison } from '../../../../vocabulary/comparison.ts';
import type { Difference } from '../../../../vocabulary/difference.ts';
import { fieldKey } from '../../../../vocabulary/evidence.ts';
import { shapeText } from '../figures.ts';
import { fieldUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';

/** What differs, and what primary's own second instance said there; and where that one differs. */
export function differenceTable(
  comparison: Comparison,
  epoch: string,
  { id, title } = { id: 'differences', title: 'Differences' },
): Html {
  const { differences, truncated, secondary } = comparison;
  if (differences.length === 0) {
    return html`<p class="empty">No single difference was found.</p>
      ${noiseTable(comparison)}`;
  }
  const isAsked = secondary !== null && secondary.answer !== null;
  return html`
    <section aria-labelledby="${id}">
      <h2 id="${id}">${title}</h2>
      <div class="scroll" role="group" aria-labelledby="${id}" tabindex="0">
        <table class="differences">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">Primary</th>
              <th scope="col">Candidate</th>
              ${isAsked ? html`<th scope="col">Secondary</th>` : ''}
            </tr>
          </thead>
          <tbody>
            ${differences.map((difference) => row(comparison, difference, epoch, isAsked))}
          </tbody>
        </table>
      </div>
      ${truncated ? html`<p class="more">There are more than are listed.</p>` : ''}
      ${noiseTable(comparison)}
    </section>
  `;
}

function row(
  comparison: Comparison,
  difference: Difference,
  epoch: string,
  isAsked: boolean,
): Html {
  const { aspect, kind, path, primary, candidate, shape } = difference;
  const field = fieldKey(difference);
  return html`
    <tr>
      <th scope="row">
        <a href="${fieldUrl({ epoch, route: comparison.route, field })}"
          ><code>${visibleText(path, 120)}</code></a
        >
        <span class="quiet">${aspect === 'header' ? 'header ' : ''}${kind}${shapeText(shape)}</span>
      </th>
      <td class="primary">${valueText(primary)}</td>
      <td class="candidate">${valueText(candidate)}</td>
      ${isAsked ? html`<td class="secondary">${saidBySecondary(comparison, difference)}</td>` : ''}
    </tr>
  `;
}

function saidBySecondary({ secondary }: Comparison, { aspect, path }: Difference): Html {
  const found = secondary?.differences.find((one) => one.aspect === aspect && one.path === path);
  return found === undefined
    ? html`<span class="quiet">as primary</span>`
    : valueText(found.candidate);
}

function noiseTable({ differences, secondary }: Comparison): Html | string {
  const told = new Set(differences.map(({ aspect, path }) => `${aspect} ${path}`));
  const noise = (secondary?.differences ?? []).filter(
    ({ aspect, path }) => !told.has(`${aspect} ${path}`),
  );
  if (noise.length === 0) return '';
  return html`
    <details class="noise">
      <summary>Noise: where primary differs from its own second instance (${noise.length})</summary>
      <div class="scroll" role="group" aria-label="Noise" tabindex="0">
        <table class="differences">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">Primary</th>
              <th scope="col">Secondary</th>
            </tr>
          </thead>
          <tbody>
            ${noise.map(
              ({ aspect, kind, path, primary, candidate, shape }) => html`
                <tr>
                  <th scope="row">
                    <code>${visibleText(path, 120)}</code>
                    <span class="quiet"
                      >${aspect === 'header' ? 'header ' : ''}${kind}${shapeText(shape)}</span
                    >
                  </th>
                  <td class="primary">${valueText(primary)}</td>
                  <td class="secondary">${valueText(candidate)}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    </details>
  `;
}

function valueText(text: string | null): Html {
  return text === null
    ? html`<span class="quiet">absent</span>`
    : html`<code>${visibleText(text)}</code>`;
}
