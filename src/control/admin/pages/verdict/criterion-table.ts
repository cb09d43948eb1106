import { html } from 'hono/html';
import type {
  CriterionName,
  CriterionResult,
  Verdict,
  VerdictWord,
} from '../../../../vocabulary/verdict.ts';
import {
  formatCount,
  formatExchanges,
  formatPercent,
  formatRoughDuration,
} from '../../../../vocabulary/format.ts';
import { rateBar, rateScale } from '../drawings.ts';
import { type Html, plainText, visibleText } from '../visible-text.ts';

/** The titles of the criteria on pages. */
export const criterionTitles: Readonly<Record<CriterionName, string>> = {
  mismatches: 'Mismatches',
  errors: 'Errors beyond primary',
  latency_tail: 'Much slower',
  stream_start: 'First event of streams',
  stream_gap: 'Silence in streams',
  server_timing: 'Work on the server',
  counts: 'Totals of answers',
  findings: 'Open differences',
  recent: 'Latest hours',
  latency: 'Slower than the reference',
  route_exchanges: 'Required routes',
  coverage: 'Coverage',
  excused: 'Excused',
  soak: 'Soak time',
  scope: 'Out of scope',
  resources: 'Memory and CPU',
  databases: 'Databases',
  queries: 'Prometheus queries',
  epoch: 'One version only',
  hold: 'No hold',
};

/** Criteria with a floor: more is better. */
const floors: ReadonlySet<CriterionName> = new Set(['coverage']);

const allAreas = 'All areas';

/**
 * Every criterion by area, with its rate and budget; folded, because the page already shows the important ones.
 */
export function criterionTable({
  criteria,
  notJudged,
}: Pick<Verdict, 'criteria' | 'notJudged'>): Html {
  const byArea = Map.groupBy(criteria, ({ area }) => area ?? allAreas);
  return html`
    <details class="fold" id="all-criteria">
      <summary id="criteria">${foldTitle(criteria)}</summary>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="criteria">
        <table class="criteria">
          <thead>
            <tr>
              <th scope="col">Criterion</th>
              <th scope="col">Result</th>
              <th scope="col" class="number">Measured</th>
              <th scope="col">Against its budget ${rateScale()}</th>
              <th scope="col">Still needed</th>
            </tr>
          </thead>
          ${[...byArea].map(([area, ofArea]) => areaRows(area, ofArea))}
          ${notJudged.length === 0 ? '' : notJudgedRows(notJudged)}
        </table>
      </div>
    </details>
  `;
}

/** `21 criteria pass, 2 fail, 5 are open`. */
function foldTitle(criteria: readonly CriterionResult[]): string {
  const count = (word: VerdictWord): number =>
    criteria.filter(({ result }) => result === word).length;
  const [passing, failing, open] = [count('pass'), count('fail'), count('inconclusive')];
  return [
    `${formatCount(passing)} ${passing === 1 ? 'criterion passes' : 'criteria pass'}`,
    ...(failing === 0 ? [] : [`${formatCount(failing)} ${failing === 1 ? 'fails' : 'fail'}`]),
    ...(open === 0 ? [] : [`${formatCount(open)} ${open === 1 ? 'is' : 'are'} open`]),
  ].join(', ');
}

function areaRows(area: string, criteria: readonly CriterionResult[]): Html {
  return html`
    <tbody>
      <tr class="area-row">
        <th scope="rowgroup" colspan="5">${visibleText(area, 80)}</th>
      </tr>
      ${criteria.map(criterionRow)}
    </tbody>
  `;
}

/** Without these rows, it would seem that these criteria had passed. */
function notJudgedRows(notJudged: Verdict['notJudged']): Html {
  return html`
    <tbody>
      <tr class="area-row">
        <th scope="rowgroup" colspan="5">Not judged</th>
      </tr>
      ${notJudged.map(
        ({ criterion, reason }) => html`
          <tr>
            <th scope="row">${criterionTitles[criterion]}</th>
            <td><span class="result result-none">not judged</span></td>
            <td colspan="3">${reason}</td>
          </tr>
        `,
      )}
    </tbody>
  `;
}

function criterionRow({ criterion, result, rate, needs, reason }: CriterionResult): Html {
  return html`
    <tr>
      <th scope="row" title="${plainText(reason, 600)}">${criterionTitles[criterion]}</th>
      <td><span class="result result-${result}">${result}</span></td>
      <td class="number">${rate === null ? '' : measured(rate)}</td>
      <td>${rate === null ? '' : floors.has(criterion) ? coverageBar(rate) : rateBar(rate)}</td>
      <td>${needs === null ? '' : neededText(needs)}</td>
    </tr>
  `;
}

type Rate = NonNullable<CriterionResult['rate']>;

function measured({ k, n, estimate, budget }: Rate): Html {
  return html`
    ${formatPercent(Math.max(estimate, 0), 1)}
    <small class="quiet"
      >${formatCount(k)} of ${formatCount(n)}, held to ${formatPercent(budget, 1)}</small
    >
  `;
}

function coverageBar({ estimate, budget }: Rate): Html {
  return html`
    <progress
      max="1"
      value="${estimate}"
      aria-label="${formatPercent(estimate, 1)} compared, the floor is ${formatPercent(budget, 1)}"
    ></progress>
  `;
}

function neededText({ exchanges, waitMs }: NonNullable<CriterionResult['needs']>): string {
  const count = exchanges === null ? '' : `${formatExchanges(exchanges)} more`;
  const wait = waitMs === null ? '' : formatRoughDuration(waitMs);
  return [count, wait].filter((text) => text !== '').join(', ');
}
