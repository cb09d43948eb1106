import { html } from 'hono/html';
import type { LatencyDistribution } from '../../../latency-distribution.ts';
import { timesMin } from '../../../latency-pair.ts';
import type { Deployment, RouteCounts } from '../../../route-counts.ts';
import { formatCount, formatDuration } from '../../../../vocabulary/format.ts';
import { slowerRatio } from '../latency-cell.ts';
import type { Html } from '../visible-text.ts';

const quantiles = [0.5, 0.9, 0.95, 0.99, 0.999];

/** Times of each deployment; those without any are left out. */
type Distributions = Readonly<Record<Deployment, LatencyDistribution>>;

/** The times of event streams; empty if there were none. */
export function streamSection({ streams }: RouteCounts): Html | string {
  if (streams === null) return '';
  const { primary, candidate, secondary } = streams;
  const firstEvents = {
    primary: primary.firstEvent,
    candidate: candidate.firstEvent,
    secondary: secondary.firstEvent,
  };
  const gaps = {
    primary: primary.largestGap,
    candidate: candidate.largestGap,
    secondary: secondary.largestGap,
  };
  return html`
    <section aria-labelledby="streams">
      <h2 id="streams">Event streams</h2>
      <h3>Time to the first event</h3>
      ${quantileTable('Quantiles of times to the first event', firstEvents)}
      <h3>Longest silence</h3>
      ${quantileTable('Quantiles of longest silences', gaps)}
    </section>
  `;
}

function quantileText(distribution: LatencyDistribution, quantile: number): string {
  return formatDuration(distribution.count < timesMin ? null : distribution.quantileMs(quantile));
}

export function quantileTable(label: string, distributions: Distributions): Html {
  return html`
    <div class="scroll" role="group" aria-label="${label}" tabindex="0">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Deployment</th>
            ${quantiles.map((one) => html`<th scope="col" class="number">p${100 * one}</th>`)}
            <th scope="col" class="number">Measured</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(distributions).map(([name, distribution]) =>
            distribution.count === 0
              ? ''
              : html`
                  <tr>
                    <th scope="row" class="${name}">${name}</th>
                    ${quantiles.map(
                      (one) =>
                        html`<td class="number" data-label="p${100 * one}">
                          ${quantileText(distribution, one)}
                        </td>`,
                    )}
                    <td class="number" data-label="measured">${formatCount(distribution.count)}</td>
                  </tr>
                `,
          )}
          ${ratioRow(distributions)}
        </tbody>
      </table>
    </div>
  `;
}

/** The ratio of the candidate's time to the reference's; empty if there are too few times. */
function ratioRow({ primary, candidate, secondary }: Distributions): Html | string {
  const [name, reference] =
    secondary.count >= timesMin
      ? (['secondary', secondary] as const)
      : (['primary', primary] as const);
  if (Math.min(reference.count, candidate.count) < timesMin) return '';
  return html`
    <tr>
      <th scope="row">candidate against ${name}</th>
      ${quantiles.map((one) => ratioCell(one, candidate.quantileMs(one), reference.quantileMs(one)))}
      <td></td>
    </tr>
  `;
}

function ratioCell(quantile: number, candidateMs: number | null, referenceMs: number | null): Html {
  if (candidateMs === null || referenceMs === null) return html`<td class="number">–</td>`;
  const ratio = candidateMs / referenceMs;
  return html`<td class="number" data-label="p${100 * quantile}">
    <span class="${ratio >= slowerRatio ? 'slower' : ''}">× ${ratio.toFixed(2)}</span>
  </td>`;
}
