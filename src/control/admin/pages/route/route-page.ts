import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { ProcessTotals } from '../../../../vocabulary/plane-message.ts';
import type { KeptExchanges } from '../../../archive/archive-reader.ts';
import type { DocumentReader } from '../../../document-coverage.ts';
import type { RouteCounts } from '../../../route-counts.ts';
import type { RouteWork } from '../../../route-work.ts';
import type { RouteLedger } from '../../../route-ledger.ts';
import type { EvidenceBook } from '../../../evidence/evidence-book.ts';
import { seenBetween } from '../../../gate/area-evidence.ts';
import { setApartOf } from '../../../gate/set-apart.ts';
import { apartNotice } from '../apart-notice.ts';
import { operationIdText } from '../document/operation-id.ts';
import { formatCount, formatPercent, formatTime } from '../../../../vocabulary/format.ts';
import { layout } from '../layout.ts';
import { notFound } from '../not-found.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { fieldRanking, readExamples } from './field-ranking.ts';
import { latencyPlot } from './latency-plot.ts';
import { notComparedList } from './not-compared-list.ts';
import { quantileTable, streamSection } from './quantile-table.ts';
import { serverWorkSection } from './server-work-section.ts';
import { statusTable } from './status-table.ts';
import { timedNote } from './timed-note.ts';

export interface RoutePageOptions {
  readonly instance: string;
  readonly routes: RouteLedger;
  readonly document: DocumentReader;
  readonly archive: KeptExchanges;
  /** The epoch whose kept exchanges are shown. */
  readonly evidence: Pick<EvidenceBook, 'epoch' | 'epochs' | 'current' | 'othersOf'>;
  readonly totals: () => ProcessTotals | null;
  /** The policy of the config for mirroring a route, as texts. */
  readonly policyOf: (route: string) => readonly string[];
  readonly workOf: RouteWork;
}

/** One route: the fields in which its answers differ, their times, and their statuses. */
export function routePage(options: RoutePageOptions): Handler {
  const { instance, routes, document, archive, evidence, totals, policyOf, workOf } = options;
  return async (context) => {
    const name = context.req.query('name') ?? '';
    const counts = routes.all().find(({ route }) => route === name);
    if (counts === undefined)
      return notFound(context, 'No such route has been seen.', { instance, totals: totals() });
    const epoch = evidence.epoch.key;
    const examples = await readExamples(counts, archive, epoch);
    const content = html`
      ${heading(counts, document.operationIdOf(name), policyOf(name))}
      ${rulesNotice(name, evidence)} ${notComparedList(counts)}
      ${fieldRanking(counts, examples, epoch)}
      <section aria-labelledby="latency">
        <h2 id="latency">Response times</h2>
        ${timedNote(counts)} ${latencyPlot(counts)}
        ${quantileTable('Quantiles of response times', counts.latency)}
      </section>
      ${serverWorkSection(workOf(name))} ${streamSection(counts)}
      ${statusTable(counts.statuses.all())}
    `;
    const plots = true;
    return context.html(
      layout({ title: name, place: null, totals: totals(), instance, plots, content }),
    );
  };
}

/** Since when the present rules apply to a route, and the evidence under other rules. */
function rulesNotice(name: string, evidence: RoutePageOptions['evidence']): Html {
  const { key } = evidence.epoch;
  const isNamed = ({ route }: { readonly route: string }): boolean => route === name;
  const present = [...evidence.current().routes.values()].filter(isNamed);
  const sinceMs = seenBetween(present)?.firstMs ?? null;
  const others = evidence.othersOf(key).filter(isNamed);
  const parts = evidence.epochs().filter(({ partOf }) => partOf?.epoch === key);
  return html`
    ${sinceMs === null ? '' : html`<p class="quiet">Compared under these rules since ${formatTime(sinceMs)}.</p>`}
    ${apartNotice(setApartOf(evidence.current(), others, parts))}
  `;
}

function heading(counts: RouteCounts, operationId: string | null, policy: readonly string[]): Html {
  const { route, area, exchanges, compared, mismatched, outcomes } = counts;
  return html`
    <p class="crumbs"><a href="/routes" data-up>Routes</a> /</p>
    <h1><code>${visibleText(route)}</code></h1>
    <p class="facts">
      <span class="area">${visibleText(area)}</span>
      ${operationId === null || operationId === '' ? '' : html`<span>operation id ${operationIdText(operationId)}</span>`}
      ${policy.length === 0 ? '' : html`<span>${policy.join(', ')}</span>`}
      <span>${formatCount(exchanges)} exchanges, ${formatCount(compared)} compared</span>
      <span class="${mismatched > 0 ? 'bad' : ''}">
        ${formatCount(mismatched)}
        mismatches${compared === 0 ? '' : ` (${formatPercent(mismatched, compared)})`}
      </span>
      ${outcomes.candidate_error === 0 ? '' : html`<span>${formatCount(outcomes.candidate_error)} of them without a whole answer</span>`}
    </p>
  `;
}
