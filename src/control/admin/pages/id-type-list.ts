import { html } from 'hono/html';
import type { IdTypeChange } from '../../../vocabulary/identities.ts';
import type { Html } from './visible-text.ts';

/** Lists ids that are numbers at one deployment and strings at the other, once for each kind of things. */
export function idTypeList(changes: readonly IdTypeChange[]): Html | '' {
  if (changes.length === 0) return '';
  return html`
    <section aria-labelledby="id-types">
      <h2 id="id-types">Ids of another JSON type</h2>
      <p class="more">
        Parallax translates these ids, so they do not count as mismatches. A client that expects
        primary's type may fail with the candidate's.
      </p>
      <div class="scroll" role="group" aria-labelledby="id-types" tabindex="0">
        <table class="id-types">
          <thead>
            <tr>
              <th scope="col">Id of</th>
              <th scope="col">Primary</th>
              <th scope="col">Candidate</th>
            </tr>
          </thead>
          <tbody>
            ${changes.map(
              ({ of, primary, candidate }) => html`
                <tr>
                  <th scope="row">${of}</th>
                  <td>${primary}</td>
                  <td>${candidate}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}
