import { html } from 'hono/html';
import type { Html } from './visible-text.ts';

const shortcuts: readonly (readonly [keys: readonly string[], effect: string])[] = [
  [['?'], 'list these keys'],
  [['/'], 'search'],
  [['j', 'k'], 'next and previous row of a list; next and previous exchange'],
  [['n', 'p'], 'next and previous difference of an exchange'],
  [['u'], 'from an exchange up to its list'],
  [['g', 'v'], 'go to the verdict'],
  [['g', 'r'], 'go to the routes'],
  [['g', 'm'], 'go to the mismatches'],
];

/** The keys that pages have, in a dialog that `?` opens. */
export function shortcutsDialog(): Html {
  return html`
    <dialog id="shortcuts" aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title">Keys</h2>
      <dl class="shortcuts">
        ${shortcuts.map(
          ([keys, effect]) =>
            html`<dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
              <dd>${effect}</dd>`,
        )}
      </dl>
      <form method="dialog"><button type="submit">Close</button></form>
    </dialog>
  `;
}
