import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import type { DatabasesStanding } from '../../databases/both-databases.ts';
import type { DatabaseTotal } from '../../databases/database-totals.ts';
import {
  type BothSides,
  type DatabasesView,
  databasesView,
  type StatementRow,
  type TableRow,
} from '../../databases/database-view.ts';
import type { EvidenceBook } from '../../evidence/evidence-book.ts';
import { formatCount } from '../../../vocabulary/format.ts';
import { layout } from './layout.ts';
import { type Html, visibleText } from './visible-text.ts';

export interface DatabasesPageOptions {
  readonly instance: string;
  readonly evidence: Pick<EvidenceBook, 'current'>;
  /** Null where the config has no databases. */
  readonly standing: () => DatabasesStanding | null;
  readonly totals: () => ProcessTotals | null;
}

const statementsShown = 100;
const tablesShown = 50;

const totalNames: Readonly<Record<DatabaseTotal, string>> = {
  statements: 'Statements',
  milliseconds: 'Milliseconds in the database',
  rows: 'Rows',
  scans: 'Sequential scans',
  scanned_rows: 'Rows read by sequential scans',
  rollbacks: 'Rolled back transactions',
  deadlocks: 'Deadlocks',
  conflicts: 'Conflicts with recovery',
};

/** Both databases side by side, per exchange. Statements are sorted by how much the candidate exceeds primary. */
export function databasesPage(options: DatabasesPageOptions): Handler {
  const { instance, evidence, standing, totals } = options;
  return (context) => {
    const now = standing();
    const view = now && databasesView(evidence.current(), now);
    const content = html`
      <h1>Databases</h1>
      ${view === null ? html`<p class="empty">The config has no databases.</p>` : sections(view)}
    `;
    return context.html(
      layout({ title: 'Databases', place: null, totals: totals(), instance, content }),
    );
  };
}

function sections(view: DatabasesView): Html {
  return html`
    ${view.faults.map((words) => html`<p class="notice" role="status">At present, ${words}.</p>`)}
    <p class="lead">${lead(view)}</p>
    ${view.notes.map((note) => html`<p class="quiet">Note: ${note}.</p>`)} ${totalsTable(view)}
    ${statementTable(view.statements)} ${tableTable(view.tables)}
  `;
}

function lead({ reading, exchanges }: DatabasesView): string {
  const where = reading === 'elsewhere' ? ' Another process on the same store reads them.' : '';
  if (exchanges.primary === 0) return `Parallax has not read both databases yet.${where}`;
  return (
    `Per exchange, over ${formatCount(exchanges.primary)} exchanges of primary and ` +
    `${formatCount(exchanges.candidate)} of the candidate while both databases were read.${where}`
  );
}

function totalsTable({ totals, connections }: DatabasesView): Html {
  const rows = Object.entries(totalNames).map(([name, label]) => {
    return [label, totals[name as DatabaseTotal]] as const;
  });
  return html`
    <section aria-labelledby="totals">
      <h2 id="totals">Totals</h2>
      <div class="scroll" role="group" aria-labelledby="totals" tabindex="0">
        <table class="totals">
          <thead>
            <tr>
              <th scope="col">Per exchange</th>
              ${sideHeads()}
            </tr>
          </thead>
          <tbody>
            ${[...rows, ['Connections, on average', connections] as const].map(
              ([label, both]) => html`
                <tr>
                  <th scope="row">${label}</th>
                  ${sideCells(both)}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

function statementTable(statements: readonly StatementRow[]): Html {
  return html`
    <section aria-labelledby="statements">
      <h2 id="statements">Statements per exchange, worst first</h2>
      ${
        statements.length === 0
          ? html`<p class="empty">No statement was counted yet.</p>`
          : html`
              <div class="scroll" role="group" aria-labelledby="statements" tabindex="0">
                <table class="statements">
                  <thead>
                    <tr>
                      <th scope="col">Statement</th>
                      ${sideHeads('calls')} ${sideHeads('ms')} ${sideHeads('rows')}
                    </tr>
                  </thead>
                  <tbody>
                    ${statements.slice(0, statementsShown).map(statementRow)}
                  </tbody>
                </table>
              </div>
              ${moreText(statements.length - statementsShown, 'statements')}
            `
      }
    </section>
  `;
}

function statementRow({ statement, onlyOf, calls, milliseconds, rows }: StatementRow): Html {
  const mark =
    onlyOf === null
      ? ''
      : html`<small class="${onlyOf === 'candidate' ? 'bad' : 'quiet'}"
          >only ${onlyOf === 'candidate' ? 'the candidate' : 'primary'}</small
        >`;
  return html`
    <tr>
      <th scope="row"><code>${visibleText(statement, 500)}</code> ${mark}</th>
      ${sideCells(calls)} ${sideCells(milliseconds)} ${sideCells(rows)}
    </tr>
  `;
}

function tableTable(tables: readonly TableRow[]): Html | string {
  if (tables.length === 0) return '';
  return html`
    <section aria-labelledby="tables">
      <h2 id="tables">Sequential scans by table, worst first</h2>
      <div class="scroll" role="group" aria-labelledby="tables" tabindex="0">
        <table class="statements">
          <thead>
            <tr>
              <th scope="col">Table</th>
              ${sideHeads('scans')} ${sideHeads('rows read')}
            </tr>
          </thead>
          <tbody>
            ${tables.slice(0, tablesShown).map(
              ({ table, scans, rows }) => html`
                <tr>
                  <th scope="row"><code>${visibleText(table, 130)}</code></th>
                  ${sideCells(scans)} ${sideCells(rows)}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      ${moreText(tables.length - tablesShown, 'tables')}
    </section>
  `;
}

function sideHeads(what = ''): Html {
  const name = what === '' ? '' : `, ${what}`;
  return html`
    <th scope="col" class="number">Primary${name}</th>
    <th scope="col" class="number">Candidate${name}</th>
  `;
}

function sideCells({ primary, candidate }: BothSides): Html {
  const isMore = (candidate ?? 0) > 1.5 * (primary ?? 0) && (candidate ?? 0) >= 0.01;
  return html`
    <td class="number">${valueText(primary)}</td>
    <td class="number ${isMore ? 'bad' : ''}">${valueText(candidate)}</td>
  `;
}

/** `52`, `0.0413`, `–`. */
function valueText(value: number | null): string {
  if (value === null) return '–';
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}

function moreText(more: number, what: string): Html | string {
  return more > 0 ? html`<p class="more">And ${formatCount(more)} more ${what}.</p>` : '';
}
