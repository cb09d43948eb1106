import { html } from 'hono/html';
import type { RuleLedger, RuleStanding } from '../../rule-ledger.ts';
import { formatCount, formatTime } from '../../../vocabulary/format.ts';
import { type Html, visibleText } from './visible-text.ts';

/** Every rule for bodies and how often it was used; dead rules are marked. */
export function ruleTable(rules: RuleLedger): Html | string {
  const all = rules.all();
  if (all.length === 0) return '';
  return html`
    <section aria-labelledby="rules">
      <h2 id="rules">Rules and their use</h2>
      <div class="scroll" role="group" aria-labelledby="rules" tabindex="0">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">Effect</th>
              <th scope="col" class="number">Explained</th>
              <th scope="col">Last used</th>
            </tr>
          </thead>
          <tbody>
            ${all.map(row)}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

function row({ name, route, text, uses, lastAtMs, dead }: RuleStanding): Html {
  return html`
    <tr>
      <th scope="row">
        <code>${name}</code>
        ${route === null ? '' : html`<small class="quiet">${visibleText(route)}</small>`}
      </th>
      <td>${visibleText(text, 400)}</td>
      <td class="number" data-label="explained">${formatCount(uses)}</td>
      <td data-label="last used">
        ${dead ? html`<span class="result result-fail">dead</span> ` : ''}
        <span class="quiet">${lastAtMs === null ? 'never' : formatTime(lastAtMs)}</span>
      </td>
    </tr>
  `;
}
