import { html } from 'hono/html';
import { formatExchanges } from '../../../../vocabulary/format.ts';
import { isCollective } from '../../../gate/named-field.ts';
import { formFault, type Given, signatureInputs } from '../operate/signature-inputs.ts';
import { type Html, visibleText } from '../visible-text.ts';
import type { PlaceStanding } from './place-standing.ts';

const dayMs = 86_400_000;
const daysDefault = 14;
/** One less than the gate accepts: the last day is included. */
const daysMax = 89;

export interface AcceptSectionOptions {
  /** The address of the page, which the form is sent to. */
  readonly address: string;
  readonly standings: readonly PlaceStanding[];
  /** Why the form was refused. */
  readonly fault: string | null;
  /** The sent values; empty before. */
  readonly given: Given;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** A form that accepts the difference on chosen routes; nothing if none is open. */
export function acceptSection(options: AcceptSectionOptions): Html | string {
  const { address, standings, fault, given, nowMs } = options;
  const open = standings.filter(({ isOpen, field }) => isOpen && !isCollective(field));
  if (open.length === 0) return '';
  const until = given['until'] ?? dateText(nowMs + daysDefault * dayMs);
  return html`
    <section aria-labelledby="accept">
      <h2 id="accept">If this is intended: accept it</h2>
      <p class="quiet">
        An accepted difference does not count, up to and including its last day. Other differences
        on the route still count.
      </p>
      ${formFault(fault)}
      <form class="operator" method="post" action="${address}#accept">
        <fieldset>
          <legend>Accept on</legend>
          ${open.map(
            (place, index) => html`
              <p>
                <input
                  type="checkbox"
                  id="place-${index}"
                  name="place"
                  value="${placeText(place)}"
                  checked
                />
                <label for="place-${index}"
                  ><code>${visibleText(place.route, 120)}</code>
                  <span class="quiet"
                    >${visibleText(place.field, 120)},
                    ${formatExchanges(place.counts?.exchanges ?? 0)}</span
                  ></label
                >
              </p>
            `,
          )}
        </fieldset>
        ${signatureInputs(given)}
        <label for="until">Last day (UTC)</label>
        <input
          type="date"
          id="until"
          name="until"
          value="${until}"
          min="${dateText(nowMs)}"
          max="${dateText(nowMs + daysMax * dayMs)}"
          required
        />
        <button type="submit">Accept</button>
      </form>
    </section>
  `;
}

/** A place as one value of a form. */
function placeText({ route, field }: Pick<PlaceStanding, 'route' | 'field'>): string {
  return new URLSearchParams({ route, field }).toString();
}

/** Reads what {@link placeText} has written. */
export function placeIn(text: string): { readonly route: string; readonly field: string } {
  const search = new URLSearchParams(text);
  return { route: search.get('route') ?? '', field: search.get('field') ?? '' };
}

function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
