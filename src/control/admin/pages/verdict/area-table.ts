import { html } from 'hono/html';
import type { CriterionResult, VerdictWord } from '../../../../vocabulary/verdict.ts';
import { rateBar, rateScale } from '../drawings.ts';
import { formatCount, formatPercent } from '../../../../vocabulary/format.ts';
import { type Html, visibleText } from '../visible-text.ts';

/** An area, with the overall result of its criteria. */
export interface AreaStanding {
  readonly area: string;
  readonly result: VerdictWord;
  /** The rate of its mismatches, if it is measured. */
  readonly rate: CriterionResult['rate'];
}

/** The areas: those that fail come first, then those that wait. */
export function areaStandings(criteria: readonly CriterionResult[]): readonly AreaStanding[] {
  const ofAreas = criteria.filter(({ area }) => area !== null);
  const byArea = Map.groupBy(ofAreas, ({ area }) => area ?? '');
  const order: readonly VerdictWord[] = ['fail', 'inconclusive', 'pass'];
  return [...byArea]
    .map(([area, its]) => ({
      area,
      result: order.find((word) => its.some(({ result }) => result === word)) ?? 'pass',
      rate: its.find(({ criterion }) => criterion === 'mismatches')?.rate ?? null,
    }))
    .toSorted((a, b) => order.indexOf(a.result) - order.indexOf(b.result));
}

const words: Readonly<Record<VerdictWord, string>> = {
  fail: 'fails',
  inconclusive: 'not yet',
  pass: 'passes',
};

/** Each area with the interval of its mismatch rate; all bars are on one scale. */
export function areaTable(areas: readonly AreaStanding[]): Html | string {
  if (areas.length === 0) return '';
  return html`
    <h2 id="areas">Areas</h2>
    <div class="scroll fit" tabindex="0" role="region" aria-labelledby="areas">
      <table class="areas">
        <thead>
          <tr>
            <th scope="col">Area</th>
            <th scope="col">Result</th>
            <th scope="col" class="number">Mismatches</th>
            <th scope="col" class="scale">${rateScale()}</th>
            <th scope="col" class="number">Budget</th>
          </tr>
        </thead>
        <tbody>
          ${areas.map(areaRow)}
        </tbody>
      </table>
    </div>
  `;
}

function areaRow({ area, result, rate }: AreaStanding): Html {
  return html`
    <tr>
      <th scope="row">${visibleText(area, 80)}</th>
      <td><span class="result result-${result}">${words[result]}</span></td>
      ${
        rate === null
          ? html`<td class="number quiet">none measured</td>
              <td></td>
              <td></td>`
          : html`<td class="number">
                ${formatPercent(Math.max(rate.estimate, 0), 1)}
                <small class="quiet">${formatCount(rate.k)} of ${formatCount(rate.n)}</small>
              </td>
              <td class="scale">${rateBar(rate)}</td>
              <td class="number" data-label="budget">${formatPercent(rate.budget, 1)}</td>`
      }
    </tr>
  `;
}
