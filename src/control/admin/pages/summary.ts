import { html } from 'hono/html';
import type { Config } from '../../../config/schema.ts';
import type { Evidence, RouteEvidence } from '../../../vocabulary/evidence.ts';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import { formatCount, formatList, formatPercent } from '../../../vocabulary/format.ts';
import type { Html } from './visible-text.ts';

const mirrored = {
  none: 'Nothing is mirrored',
  safe: 'Safe methods are mirrored',
  all: 'All methods are mirrored',
} as const;

/** The compared deployments. */
export function deployments(config: Config): Html {
  return html`
    <p class="deployments">
      <span class="primary">primary <code>${config.primary.url}</code></span>
      <span class="candidate">candidate <code>${config.candidate.url}</code></span>
      <span class="policy">${policyText(config)}</span>
      ${config.primary.database === undefined ? '' : html`<a href="/databases">Databases, side by side</a>`}
    </p>
  `;
}

function policyText({ mirror }: Config): string {
  const text = mirrored[mirror.methods];
  return mirror.methods === 'none' || mirror.sample === 1
    ? `${text}.`
    : `${text}, for ${formatPercent(mirror.sample, 1)} of clients.`;
}

const reasonsShown = 6;

/** How many exchanges of an epoch were compared, and why the others were not. */
export function traffic({ routes, coverage }: Evidence): Html | string {
  const all = [...routes.values()];
  const compared = sum(all, (route) => route.compared);
  const failed = sum(all, (route) => route.failed);
  const primaryFailed = sum(all, (route) => route.primaryFailed);
  const lost = countsText(coverage.shed);
  const leftOut = countsText(addedUp(all, (route) => route.leftOut));
  const excluded = countsText(addedUp(all, (route) => route.excusedByPolicy));
  if (compared + primaryFailed === 0 && lost === '' && leftOut === '' && excluded === '') return '';
  return html`
    <h2 id="traffic">Traffic</h2>
    <dl class="traffic" aria-labelledby="traffic">
      ${fact('Compared', formatCount(compared))}
      ${failed === 0 ? '' : fact('Without a whole answer from the candidate', formatCount(failed))}
      ${primaryFailed === 0 ? '' : fact('Only primary failed', formatCount(primaryFailed))}
      ${lost === '' ? '' : fact('Not compared', lost)}
      ${excluded === '' ? '' : fact('Explained by what policy left out', excluded)}
      ${leftOut === '' ? '' : fact('Left out by policy', leftOut)}
    </dl>
  `;
}

function fact(name: string, text: string): Html {
  return html`
    <div>
      <dt>${name}</dt>
      <dd>${text}</dd>
    </div>
  `;
}

/** `mirror queue 1,204, cascade 3`: reasons are words of a fixed set. */
function countsText(counts: ReadonlyMap<string, number>): string {
  const present = [...counts].filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1]);
  const texts = present.map(
    ([reason, count]) => `${reason.replaceAll('_', ' ')} ${formatCount(count)}`,
  );
  return formatList(texts, reasonsShown);
}

function addedUp(
  routes: readonly RouteEvidence[],
  countsOf: (route: RouteEvidence) => ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const total = new Map<string, number>();
  for (const route of routes) {
    for (const [name, count] of countsOf(route)) total.set(name, (total.get(name) ?? 0) + count);
  }
  return total;
}

function sum(routes: readonly RouteEvidence[], count: (route: RouteEvidence) => number): number {
  return routes.reduce((total, route) => total + count(route), 0);
}

/** The reasons why Parallax does not mirror at present. */
export function breakerNotices(totals: ProcessTotals | null): Html {
  return html`${breakerNotice(totals)} ${copiesNotice(totals)}`;
}

function breakerNotice(totals: ProcessTotals | null): Html | string {
  if ((totals?.gauges.breaker_open ?? 0) === 0) return '';
  return html`
    <p class="notice" role="status">
      The candidate failed too often: mirroring is suspended, except for a few probes, until it
      answers again. Requests that are not sent meanwhile count as candidate errors.
    </p>
  `;
}

function copiesNotice(totals: ProcessTotals | null): Html | string {
  if ((totals?.gauges.primary_breaker_open ?? 0) === 0) return '';
  return html`
    <p class="notice" role="status">
      Primary was slow or failed: Parallax sends it only a few probes until it answers in time
      again. Copies that are not sent meanwhile are shed.
    </p>
  `;
}
