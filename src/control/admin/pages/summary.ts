import { html } from 'hono/html';
import type { Config } from '../../../config/schema.ts';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import { type ExcusedReason, excusedReasons } from '../../counted-as.ts';
import type { RouteCounts } from '../../route-counts.ts';
import { countText, shareText } from './figures.ts';
import type { Html } from './visible-text.ts';

export interface SummaryOptions {
  readonly config: Config;
  readonly counts: readonly RouteCounts[];
  readonly totals: ProcessTotals | null;
}

const mirrored = {
  none: 'Nothing is mirrored',
  safe: 'Safe methods are mirrored',
  all: 'All methods are mirrored',
} as const;

/** Which two deployments are compared, and what it came to over all routes. */
export function summary({ config, counts, totals }: SummaryOptions): Html {
  const exchanges = sum(counts.map((route) => route.exchanges));
  const compared = sum(counts.map((route) => route.compared));
  const mismatches = sum(counts.map((route) => route.mismatched));
  const errors = sum(counts.map((route) => route.outcomes.candidate_error));
  const primaryErrors = sum(counts.map((route) => route.outcomes.primary_error));
  const shed = totals === null ? 0 : sum(Object.values(totals.shed));
  return html`
    <section aria-label="Summary">
      <p class="deployments">
        <span class="primary">primary <code>${config.primary.url}</code></span>
        <span class="candidate">candidate <code>${config.candidate.url}</code></span>
        <span class="policy">${policyText(config)}</span>
      </p>
      ${config.primary.database === undefined ? '' : html`<p class="more"><a href="/databases">Databases, side by side</a></p>`}
      ${breakerNotice(totals)} ${copiesNotice(totals)}
      <dl class="tiles">
        ${tile('Exchanges', exchanges, shareNote(compared, exchanges, 'compared'), '')}
        ${tile('Mismatches', mismatches, shareNote(mismatches, compared, 'of compared'), 'bad')}
        ${tile('Candidate errors', errors, 'among the mismatches: no whole answer', 'bad')}
        ${primaryErrors === 0 ? '' : tile('Primary errors', primaryErrors, 'where the candidate answered', 'warn')}
        ${excusedReasons.map((reason) => excusedTile(reason, counts))}
        ${tile('Shed', shed, 'left uncompared under load', 'warn')}
      </dl>
    </section>
  `;
}

const excusedWords: Readonly<Record<ExcusedReason, readonly [label: string, note: string]>> = {
  cascade: ['Cascades', 'explained by an earlier failure'],
  racy: ['Racy', 'explained by an overlapping write'],
  not_sampled: ['Cascades of sampling', 'explained by what sampling excluded'],
  route_off: ['Cascades of routes that are off', 'explained by what mirror: off left out'],
  route_rate: ['Cascades of capped routes', 'explained by what perSecondMax excluded'],
  unseen_session: ['Unseen sessions', 'began before Parallax looked'],
  unseen_thing: ['Unseen things', 'made before Parallax looked'],
};

/** What is excused is no evidence: it is shown as soon as there is any. */
function excusedTile(reason: ExcusedReason, counts: readonly RouteCounts[]): Html | string {
  const count = sum(counts.map(({ notCompared }) => notCompared.excused.get(reason) ?? 0));
  const [label, note] = excusedWords[reason];
  return count === 0 ? '' : tile(label, count, note, 'warn');
}

/** @param tone how a count above zero is marked */
function tile(label: string, count: number, note: string, tone: '' | 'bad' | 'warn'): Html {
  return html`
    <div class="tile ${count > 0 ? tone : ''}">
      <dt>${label}</dt>
      <dd>${countText(count)} <small>${note}</small></dd>
    </div>
  `;
}

function shareNote(part: number, whole: number, words: string): string {
  return whole === 0 ? 'nothing compared yet' : `${shareText(part, whole)} ${words}`;
}

function policyText({ mirror }: Config): string {
  const text = mirrored[mirror.methods];
  return mirror.methods === 'none' || mirror.sample === 1
    ? `${text}.`
    : `${text}, for ${shareText(mirror.sample, 1)} of clients.`;
}

function breakerNotice(totals: ProcessTotals | null): Html | string {
  if ((totals?.gauges.breaker_open ?? 0) === 0) return '';
  return html`
    <p class="notice" role="status">
      The candidate failed too often: mirroring is suspended but for a few probes, until it answers
      again. Requests that are not sent meanwhile count as candidate errors.
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
