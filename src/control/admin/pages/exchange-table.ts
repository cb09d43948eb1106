import { html } from 'hono/html';
import type { KeptExchange } from '../../archive/archive-reader.ts';
import { timeText } from './figures.ts';
import { exchangeUrl } from './links.ts';
import { type Html, visibleText } from './visible-text.ts';

/** Kept exchanges, a line each. */
export function exchangeTable(kept: readonly KeptExchange[]): Html {
  return html`
    <div class="scroll" role="group" aria-label="Mismatches" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Exchange</th>
            <th scope="col">Route</th>
            <th scope="col">Outcome</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          ${kept.map(row)}
        </tbody>
      </table>
    </div>
  `;
}

function row({ name, route, area, outcome, atMs }: KeptExchange): Html {
  return html`
    <tr>
      <th scope="row">
        <a href="${exchangeUrl(name)}"><code>${name}</code></a>
      </th>
      <td>
        <code>${visibleText(route)}</code>
        <span class="quiet">${visibleText(area)}</span>
      </td>
      <td>${outcome.replaceAll('_', ' ')}</td>
      <td><time datetime="${new Date(atMs).toISOString()}">${timeText(atMs)}</time></td>
    </tr>
  `;
}
