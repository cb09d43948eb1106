import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { ProcessTotals } from '../../../../vocabulary/plane-message.ts';
import type { ArchiveReader } from '../../../archive/archive-reader.ts';
import type { DocumentReader } from '../../../document-coverage.ts';
import type { RouteCounts } from '../../../route-counts.ts';
import type { RouteLedger } from '../../../route-ledger.ts';
import { problem } from '../../problem.ts';
import { countText, shareText } from '../figures.ts';
import { operationIdText } from '../document/operation-id.ts';
import { layout } from '../layout.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { fieldRanking } from './field-ranking.ts';
import { latencyPlot } from './latency-plot.ts';
import { notComparedList } from './not-compared-list.ts';
import { quantileTable, streamSection } from './quantile-table.ts';
import { statusTable } from './status-table.ts';

export interface RoutePageOptions {
  readonly instance: string;
  readonly routes: RouteLedger;
  readonly document: DocumentReader;
  readonly archive: ArchiveReader;
  /** The epoch whose kept exchanges are shown. */
  readonly epoch: () => string;
  readonly totals: () => ProcessTotals | null;
}

/** One route: where its answers differ, how long they take, and with which statuses they come. */
export function routePage(options: RoutePageOptions): Handler {
  const { instance, routes, document, archive, epoch, totals } = options;
  return (context) => {
    const name = context.req.query('name') ?? '';
    const counts = routes.all().find(({ route }) => route === name);
    if (counts === undefined) return problem(404, 'No such route has been seen.');
    const content = html`
      ${heading(counts, document.operationIdOf(name))} ${notComparedList(counts)}
      ${fieldRanking(counts, archive, epoch())}
      <section aria-labelledby="latency">
        <h2 id="latency">Response times</h2>
        ${latencyPlot(counts)} ${quantileTable('Quantiles of response times', counts.latency)}
      </section>
      ${streamSection(counts)} ${statusTable(counts.statuses.all())}
    `;
    const plots = true;
    return context.html(
      layout({ title: name, place: null, totals: totals(), instance, plots, content }),
    );
  };
}

function heading(counts: RouteCounts, operationId: string | null): Html {
  const { route, area, exchanges, compared, mismatched, outcomes } = counts;
  return html`
    <p class="crumbs"><a href="/routes">Routes</a> /</p>
    <h1><code>${visibleText(route)}</code></h1>
    <p class="facts">
      <span class="area">${visibleText(area)}</span>
      ${operationIdText(operationId)}
      <span>${countText(exchanges)} exchanges, ${countText(compared)} compared</span>
      <span class="${mismatched > 0 ? 'bad' : ''}">
        ${countText(mismatched)}
        mismatches${compared === 0 ? '' : ` (${shareText(mismatched, compared)})`}
      </span>
      <span>${countText(outcomes.candidate_error)} of them without a whole answer</span>
    </p>
  `;
}
