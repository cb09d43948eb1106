import { html } from 'hono/html';
import type { ValuePair } from '../../../archive/archive-reader.ts';
import { formatCount } from '../../../../vocabulary/format.ts';
import { valueText } from '../findings/value-text.ts';
import type { Html } from '../visible-text.ts';

const charsShown = 240;

/** The most frequent values, primary's beside the candidate's. */
export function pairTable(pairs: readonly ValuePair[], found: number): Html | string {
  if (pairs.length === 0) return '';
  const most = Math.max(...pairs.map(({ exchanges }) => exchanges));
  const more = found - pairs.length;
  return html`
    <section aria-labelledby="values">
      <h2 id="values">Values in kept exchanges</h2>
      <div class="scroll fit" role="group" aria-labelledby="values" tabindex="0">
        <table class="pairs">
          <thead>
            <tr>
              <th scope="col">Primary</th>
              <th scope="col">Candidate</th>
              <th scope="col" class="number">Exchanges</th>
            </tr>
          </thead>
          <tbody>
            ${pairs.map((pair) => pairRow(pair, most))}
          </tbody>
        </table>
      </div>
      ${more > 0 ? html`<p class="more">${formatCount(more)} more pairs of values.</p>` : ''}
    </section>
  `;
}

function pairRow({ primary, candidate, exchanges }: ValuePair, most: number): Html {
  return html`
    <tr>
      <td class="primary">${valueText(primary, charsShown)}</td>
      <td class="candidate">${valueText(candidate, charsShown)}</td>
      <td class="number">
        ${formatCount(exchanges)}
        <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
          <rect class="bar-track" width="100" height="4" />
          <rect width="${(100 * exchanges) / most}" height="4" />
        </svg>
      </td>
    </tr>
  `;
}
