import { html } from 'hono/html';
import { formatCount } from '../../../../vocabulary/format.ts';
import type { Html } from '../visible-text.ts';

/** A section of a page that shows one section at a time. */
export interface Pane {
  readonly id: string;
  readonly title: string;
  /** How many differences it shows; null if it is not about differences. */
  readonly differences: number | null;
  readonly content: Html;
}

/**
 * Sections that behave as tabs: the stylesheet shows the one that the address names, or the first. So they work
 * without a script, have an address, and work with the browser's back button.
 */
export function panes(all: readonly Pane[]): Html {
  return html`
    <nav class="tabs" aria-label="Parts of the exchange">
      ${all.map(
        ({ id, title, differences }) =>
          html`<a href="#${id}"
            >${title}${differences === null || differences === 0 ? '' : html` <span class="count">${formatCount(differences)}</span>`}</a
          >`,
      )}
    </nav>
    <div class="panes">
      ${all.map(
        ({ id, title, content }) => html`
          <section class="pane" id="${id}" aria-labelledby="${id}-title">
            <h2 id="${id}-title" class="unseen">${title}</h2>
            ${content}
          </section>
        `,
      )}
    </div>
  `;
}
