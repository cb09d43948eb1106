import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { Config } from '../../../config/schema.ts';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import type { RecentComparisons } from '../../recent-comparisons.ts';
import type { RouteLedger } from '../../route-ledger.ts';
import { layout } from './layout.ts';
import { mismatchList } from './mismatch-list.ts';
import { routeTable } from './route-table.ts';
import { shedList } from './shed-list.ts';
import { summary } from './summary.ts';

export interface HomePageOptions {
  readonly config: Config;
  readonly instance: string;
  readonly routes: RouteLedger;
  readonly recent: RecentComparisons;
  readonly totals: () => ProcessTotals | null;
}

const mismatchesShown = 12;

/** The first page: how the process is, what differs and where, and the latest mismatches. */
export function homePage({ config, instance, routes, recent, totals }: HomePageOptions): Handler {
  return (context) => {
    const latest = totals();
    const counts = routes.all();
    const mismatches = recent.latest({ outcome: 'mismatch', route: null, limit: mismatchesShown });
    const content = html`
      <h1 class="unseen">Overview</h1>
      ${summary({ config, counts, totals: latest })} ${routeTable(counts)}
      ${mismatchList(mismatches, instance)} ${shedList(latest)}
    `;
    const live = latest?.live ?? 'starting';
    return context.html(layout({ title: 'Overview', place: 'Overview', live, instance, content }));
  };
}
