import { html } from 'hono/html';
import type { SpecimenBody, SpecimenRequest } from '../../../../vocabulary/specimen.ts';
import { type Html, visibleText } from '../visible-text.ts';

/** The client's request: its headers and its body. */
export function requestPane({ method, target, fields, body }: SpecimenRequest): Html {
  return html`
    <div class="scroll panel wide" role="group" aria-label="Request" tabindex="0">
      <p><code>${visibleText(`${method} ${target}`, 2000)}</code></p>
      <table class="fields-of-both">
        <tbody>
          ${fields.map(
            ([name, value]) => html`
              <tr>
                <th scope="row"><code>${visibleText(name, 80)}</code></th>
                <td><code>${visibleText(value)}</code></td>
              </tr>
            `,
          )}
        </tbody>
      </table>
      ${bodyOf(body)}
    </div>
  `;
}

const bodyCharsShown = 4000;

function bodyOf({ kind, text, bytes }: SpecimenBody): Html | string {
  if (kind === 'empty') return '';
  if (text === '') return html`<p class="quiet">${bytes} bytes that are not text.</p>`;
  return html`<p><code>${visibleText(text, bodyCharsShown)}</code></p>`;
}
