import { html } from 'hono/html';
import { fieldKey } from '../../../../vocabulary/evidence.ts';
import type { Judgement } from '../../../gate/gate.ts';
import { formatShape, formatTime } from '../../../../vocabulary/format.ts';
import { withdrawLink } from '../operate/operator-links.ts';
import { type Html, visibleText } from '../visible-text.ts';

/**
 * The differences that somebody takes responsibility for at present.
 *
 * @param canAct whether the reader may withdraw an acceptance
 */
export function acceptedList(
  { accepted }: Pick<Judgement, 'accepted'>,
  canAct: boolean,
): Html | string {
  if (accepted.length === 0) return '';
  return html`
    <h2 id="accepted">Accepted differences</h2>
    <ul class="accepted" aria-labelledby="accepted">
      ${accepted.map((one) => {
        const { route, template, shape = null, who, why, expiresAtMs } = one;
        return html`<li>
          <span
            ><code>${visibleText(route)}</code>
            <code>${visibleText(template)}</code>${formatShape(shape)}, by ${visibleText(who, 100)}
            until ${formatTime(expiresAtMs)}: ${visibleText(why, 500)}</span
          >
          ${canAct ? withdrawLink({ route, field: fieldKey(one) }) : ''}
        </li>`;
      })}
    </ul>
  `;
}
