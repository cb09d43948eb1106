import { html } from 'hono/html';
import { type SetApart, setApartWords } from '../../gate/set-apart.ts';
import { formatTime } from '../../../vocabulary/format.ts';
import { type Html, visibleText } from './visible-text.ts';

/** Evidence that was compared under other rules, with links to its own verdicts. */
export function apartNotice(apart: SetApart | null): Html | string {
  if (apart === null) return '';
  return html`
    <p class="notice">
      ${visibleText(setApartWords(apart, formatTime), 600)}
      ${apart.epochs.length === 0 ? '' : 'The verdict on it:'}
      ${apart.epochs.map(
        (key) => html`
          <a href="/api/gate?${new URLSearchParams({ epoch: key }).toString()}"
            ><code>${visibleText(key, 100)}</code></a
          >
        `,
      )}
    </p>
  `;
}
