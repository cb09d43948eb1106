import { html } from 'hono/html';
import type { Comparison } from '../../../../vocabulary/comparison.ts';
import type { Difference } from '../../../../vocabulary/difference.ts';
import { formatCount, formatShape } from '../../../../vocabulary/format.ts';
import { fieldUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';
import {
  type DifferenceGroup,
  groupDifferences,
  type PlaceValues,
  placeKey,
} from './difference-groups.ts';

/** Further fields are folded: the bodies below show them all. */
const groupsShown = 8;
const pathCharsMax = 120;
const valueCharsMax = 90;
/** Kinds without a shape: one side has no value. */
const oneSided: ReadonlySet<string> = new Set(['added', 'removed', 'inserted']);

/** The fields that differ, each once, with the values; and where primary differs from its secondary. */
export function differenceTable(
  comparison: Comparison,
  epoch: string,
  { id, title } = { id: 'differences', title: 'Differences' },
): Html {
  const { truncated, secondary } = comparison;
  const groups = groupDifferences(comparison);
  if (groups.length === 0) {
    return html`<p class="empty">No single difference was found.</p>
      ${noiseTable(comparison)}`;
  }
  const isAsked = secondary !== null && secondary.answer !== null;
  const table = (shown: readonly DifferenceGroup[], label: string): Html =>
    valueTable(
      label,
      isAsked,
      shown.map((group) =>
        groupRow(group, fieldUrl({ epoch, route: comparison.route, field: group.field }), isAsked),
      ),
    );
  const [shown, others] = [groups.slice(0, groupsShown), groups.slice(groupsShown)];
  return html`
    <section aria-labelledby="${id}">
      <h2 id="${id}">${title}</h2>
      ${table(shown, title)}
      ${
        others.length === 0
          ? ''
          : html`<details class="others">
              <summary>${formatCount(others.length)} more fields differ</summary>
              ${table(others, 'More differences')}
            </details>`
      }
      ${truncated ? html`<p class="more">There are more differences than are listed.</p>` : ''}
      ${noiseTable(comparison)}
    </section>
  `;
}

function valueTable(label: string, isAsked: boolean, rows: readonly Html[]): Html {
  return html`
    <div class="scroll" role="group" aria-label="${label}" tabindex="0">
      <table class="differences stack">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Primary</th>
            <th scope="col">Candidate</th>
            ${isAsked ? html`<th scope="col">Secondary</th>` : ''}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  `;
}

function groupRow(group: DifferenceGroup, url: string, isAsked: boolean): Html {
  const { first, places } = group;
  const [values] = places;
  if (values === undefined) return html``;
  const name = places.length === 1 ? first.path : first.template;
  return html`
    <tr>
      <th scope="row">
        <a href="${url}"><code>${visibleText(name, pathCharsMax)}</code></a>
        ${kindText(first)}${places.length === 1 ? '' : html` <b class="times">×${formatCount(places.length)}</b>`}
        ${places.length === 1 ? '' : placeList(group, isAsked)}
      </th>
      <td class="primary" data-label="primary">${valueText(values.primary)}</td>
      <td class="candidate" data-label="candidate">${valueText(values.candidate)}</td>
      ${isAsked ? html`<td class="secondary" data-label="secondary">${secondaryText(values)}</td>` : ''}
    </tr>
  `;
}

function kindText({ aspect, kind, shape }: Pick<Difference, 'aspect' | 'kind' | 'shape'>): Html {
  return html`<span class="kind"
    >${aspect === 'header' ? 'header ' : ''}${kind}${oneSided.has(kind) ? '' : formatShape(shape)}</span
  >`;
}

/** Where a field differs: paths alone if the values are the same at all of them. */
function placeList({ places, alike }: DifferenceGroup, isAsked: boolean): Html {
  return html`
    <details class="field-places">
      <summary>
        ${formatCount(places.length)} places,
        ${alike ? 'all with these values' : 'the first with these values'}
      </summary>
      <ul>
        ${places.map(
          (place) =>
            html`<li>
              <code>${visibleText(place.path, pathCharsMax)}</code>
              ${alike ? '' : html`${valueText(place.primary)} → ${valueText(place.candidate)}`}
              ${alike || !isAsked || place.secondary === undefined ? '' : html`(secondary ${valueText(place.secondary)})`}
            </li>`,
        )}
      </ul>
    </details>
  `;
}

function secondaryText({ secondary }: PlaceValues): Html {
  return secondary === undefined
    ? html`<span class="quiet">same as primary</span>`
    : valueText(secondary);
}

function noiseTable({ differences, secondary }: Comparison): Html | string {
  const listed = new Set(differences.map(placeKey));
  const noise = (secondary?.differences ?? []).filter((one) => !listed.has(placeKey(one)));
  if (noise.length === 0) return '';
  return html`
    <details class="noise">
      <summary>Noise: where primary differs from its own second instance (${noise.length})</summary>
      <div class="scroll" role="group" aria-label="Noise" tabindex="0">
        <table class="differences stack">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Primary</th>
              <th scope="col">Secondary</th>
            </tr>
          </thead>
          <tbody>
            ${noise.map(
              (difference) => html`
                <tr>
                  <th scope="row">
                    <code>${visibleText(difference.path, pathCharsMax)}</code>
                    ${kindText(difference)}
                  </th>
                  <td class="primary" data-label="primary">${valueText(difference.primary)}</td>
                  <td class="secondary" data-label="secondary">
                    ${valueText(difference.candidate)}
                  </td>
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
    : html`<code>${visibleText(text, valueCharsMax)}</code>`;
}
