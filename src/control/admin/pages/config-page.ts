import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { Setting } from '../../../config/settings.ts';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import type { RuleLedger } from '../../rule-ledger.ts';
import { formatCount, formatTime } from '../../../vocabulary/format.ts';
import { layout } from './layout.ts';
import { ruleTable } from './rule-table.ts';
import { type Html, visibleText } from './visible-text.ts';

export interface ConfigPageOptions {
  readonly instance: string;
  readonly settings: readonly Setting[];
  readonly rules: RuleLedger;
  readonly totals: () => ProcessTotals | null;
}

/** The most rows of a section: an OpenAPI document may have thousands of routes. */
const rowsMax = 200;

/** The config in force, and the origin of each value. */
export function configPage(options: ConfigPageOptions): Handler {
  const { instance, settings, rules, totals } = options;
  return (context) => {
    const content = html`
      <h1>Config</h1>
      ${inForce(totals())} ${ruleTable(rules)}
      ${[...Map.groupBy(settings, sectionOf)].map(([name, rows]) => section(name, rows))}
    `;
    return context.html(
      layout({ title: 'Config', place: 'Config', totals: totals(), instance, content }),
    );
  };
}

function inForce(totals: ProcessTotals | null): Html {
  const { sinceMs, revision, needRestart } = totals?.config ?? {
    sinceMs: null,
    revision: 1,
    needRestart: [],
  };
  const since = sinceMs === null ? 'the start' : formatTime(sinceMs);
  return html`
    <p class="quiet">
      In force since ${since}${revision === 1 ? '' : html` (revision ${revision})`}. Parallax
      reloads it when the file changes, at SIGHUP, and at <code>POST /api/config/reload</code>.
    </p>
    ${
      needRestart.length === 0
        ? ''
        : html`<p class="notice">
            Keys that have changed in the file and need a restart:
            ${needRestart.map((key) => html`<code>${visibleText(key)}</code> `)}
          </p>`
    }
  `;
}

function sectionOf({ path }: Setting): string {
  return /^[A-Za-z]+/.exec(path)?.[0] ?? path;
}

function section(name: string, settings: readonly Setting[]): Html {
  return html`
    <section aria-labelledby="of-${name}">
      <h2 id="of-${name}">${name}</h2>
      <div class="scroll" role="group" aria-labelledby="of-${name}" tabindex="0">
        <table class="settings">
          <thead class="unseen">
            <tr>
              <th scope="col">Key</th>
              <th scope="col">Value</th>
              <th scope="col">From</th>
            </tr>
          </thead>
          <tbody>
            ${settings.slice(0, rowsMax).map(row)}
          </tbody>
        </table>
      </div>
      ${settings.length > rowsMax ? rest(settings.length - rowsMax) : ''}
    </section>
  `;
}

function rest(count: number): Html {
  return html`
    <p class="more">${formatCount(count)} more are in <a href="/api/config">/api/config</a>.</p>
  `;
}

function row({ path, value, origin }: Setting): Html {
  return html`
    <tr class="${origin === 'default' ? 'passed' : ''}">
      <th scope="row"><code>${path}</code></th>
      <td>
        ${value === '' ? html`<span class="quiet">none</span>` : html`<code>${visibleText(value, 400)}</code>`}
      </td>
      <td class="quiet">${visibleText(origin)}</td>
    </tr>
  `;
}
