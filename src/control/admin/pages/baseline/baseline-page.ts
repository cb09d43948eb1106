import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { CriterionName } from '../../../../vocabulary/verdict.ts';
import type { ProcessTotals } from '../../../../vocabulary/plane-message.ts';
import type { Gate } from '../../../gate/gate.ts';
import type { WatchViews } from '../../../watch/watch-view.ts';
import { layout } from '../layout.ts';
import { criterionTable } from '../verdict/criterion-table.ts';
import type { Html } from '../visible-text.ts';
import { querySection } from './query-section.ts';
import { resourceSection } from './resource-section.ts';

export interface BaselinePageOptions {
  readonly instance: string;
  readonly watch: WatchViews;
  /** Whether the config names databases, which have a page of their own. */
  readonly hasDatabases: boolean;
  readonly gate: Gate;
  readonly totals: () => ProcessTotals | null;
}

const watchedCriteria: ReadonlySet<CriterionName> = new Set(['resources', 'databases', 'queries']);

/** The watched resources and queries: the candidate compared with primary as the baseline. */
export function baselinePage(options: BaselinePageOptions): Handler {
  const { instance, watch, hasDatabases, gate, totals } = options;
  return (context) => {
    const resources = watch.resources();
    const queries = watch.queries();
    const content = html`
      <h1>Baseline</h1>
      ${resources === null && queries.length === 0 && !hasDatabases ? nothing : ''}
      ${hasDatabases ? html`<p><a href="/databases">Databases, side by side</a></p>` : ''}
      ${resources === null ? '' : resourceSection(resources)}
      ${queries.length === 0 ? '' : querySection(queries)} ${verdicts(gate)}
    `;
    return context.html(
      layout({ title: 'Baseline', place: 'Baseline', totals: totals(), instance, content }),
    );
  };
}

const nothing = html`<p class="empty">
  Parallax watches only the traffic: to compare resources, set primary.metrics and
  candidate.metrics, or prometheus and gate.queries.
</p>`;

function verdicts(gate: Gate): Html {
  const { verdict } = gate.judge();
  const criteria = verdict.criteria.filter(({ criterion }) => watchedCriteria.has(criterion));
  if (criteria.length === 0) return html``;
  return html`
    ${criterionTable({ criteria, notJudged: [] })}
    <ul>
      ${criteria.map(({ reason }) => html`<li>${reason}</li>`)}
    </ul>
  `;
}
