import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { Config } from '../../../config/schema.ts';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import type { RecentComparisons } from '../../recent-comparisons.ts';
import type { RouteLedger } from '../../route-ledger.ts';
import type { DocumentReader } from '../../document-coverage.ts';
import type { Gate } from '../../gate/gate.ts';
import { idTypeList } from './id-type-list.ts';
import { layout } from './layout.ts';
import { mismatchList } from './mismatch-list.ts';
import { routeTable } from './route-table.ts';
import { shedList } from './shed-list.ts';
import { verdictPanel } from './verdict/verdict-panel.ts';
import { summary } from './summary.ts';

export interface HomePageOptions {
  readonly config: Config;
  readonly instance: string;
  readonly routes: RouteLedger;
  readonly recent: RecentComparisons;
  readonly gate: Gate;
  readonly document: DocumentReader;
  readonly totals: () => ProcessTotals | null;
}

const mismatchesShown = 12;

/** The first page: the verdict and its reasons, what differs and where, and the latest mismatches. */
export function homePage(options: HomePageOptions): Handler {
  const { config, instance, routes, recent, gate, document, totals } = options;
  return (context) => {
    const latest = totals();
    const counts = routes.all();
    const mismatches = recent.latest({ outcome: 'mismatch', route: null, limit: mismatchesShown });
    const content = html`
      ${verdictPanel(gate.judge(), document.coverage())}
      <h2>Traffic</h2>
      ${summary({ config, counts, totals: latest })} ${routeTable(counts)}
      ${mismatchList(mismatches, instance)} ${idTypeList(latest?.idTypeChanges ?? [])}
      ${shedList(latest)}
    `;
    return context.html(
      layout({ title: 'Verdict', place: 'Verdict', totals: latest, instance, content }),
    );
  };
}

/** The verdict alone, for a page that is already there. */
export function verdictFragment(gate: Gate, document: DocumentReader): Handler {
  return (context) => context.html(verdictPanel(gate.judge(), document.coverage()));
}
