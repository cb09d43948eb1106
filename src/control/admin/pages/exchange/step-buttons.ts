import { html } from 'hono/html';
import type { Html } from '../visible-text.ts';

/** Lead from one difference to the next, as the keys p and n do; hidden where no script runs. */
export function stepButtons(): Html {
  return html`
    <p class="steps">
      <button type="button" data-step="-1">↑ Previous difference</button>
      <button type="button" data-step="1">↓ Next difference</button>
      <span class="quiet" data-step-count aria-live="polite"></span>
    </p>
  `;
}
