import { html } from 'hono/html';
import type { MeasuredRate } from '../../../vocabulary/verdict.ts';
import type { Minute } from '../../minute-series.ts';
import { formatPercent } from '../../../vocabulary/format.ts';
import type { Trend } from './findings/trend.ts';
import type { Html } from './visible-text.ts';

/** Exchanges by minute as columns, the mismatches among them at their foot. */
export function sparkline(minutes: readonly Minute[]): Html {
  const highest = Math.max(1, ...minutes.map(({ compared }) => compared));
  const columns = minutes.map(({ compared, mismatches }, index) => {
    if (compared === 0) return '';
    const height = Math.max(1, (20 * compared) / highest);
    const bad = mismatches === 0 ? 0 : Math.max(1, (height * mismatches) / compared);
    return html`<rect x="${index * 2}" y="${20 - height}" width="1.5" height="${height}" />${
        bad === 0
          ? ''
          : html`<rect class="bad" x="${index * 2}" y="${20 - bad}" width="1.5" height="${bad}" />`
      }`;
  });
  return html`<svg
    class="sparkline"
    viewBox="0 0 ${minutes.length * 2} 20"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${columns}
  </svg>`;
}

/** The least and the largest rate on the scale, as powers of ten: a budget is often a thousandth of a bad rate. */
const leastPower = -4;
const powers = ['0.01 %', '0.1 %', '1 %', '10 %', '100 %'] as const;

/** The position of a rate on the scale of all bars, in per cent of its width. */
export function onScale(rate: number): number {
  if (rate <= 0) return 0;
  return Math.min(100, Math.max(0, 100 * (1 - Math.log10(rate) / leastPower)));
}

/** The labels of the scale of {@link rateBar}. */
export function rateScale(): Html {
  return html`<span class="rate-scale"
    >${powers.map((label) => html`<span>${label}</span>`)}</span
  >`;
}

/**
 * The interval of a rate, on a logarithmic scale that is the same for all rates: the interval as a bar, the
 * estimate as a line in it, the budget as a mark. It is a drawing, because the page's policy forbids widths in
 * style attributes.
 */
export function rateBar({
  lower,
  estimate,
  upper,
  budget,
}: Pick<MeasuredRate, 'lower' | 'estimate' | 'upper' | 'budget'>): Html {
  const tone = lower > budget ? 'over' : upper < budget ? 'under' : 'open';
  const from = onScale(lower);
  const width = Math.max(0.5, onScale(upper) - from);
  return html`
    <svg
      class="rate-bar ${tone}"
      viewBox="0 0 100 16"
      preserveAspectRatio="none"
      role="img"
      aria-label="between ${formatPercent(Math.max(lower, 0), 1)} and ${formatPercent(upper, 1)}, budget ${formatPercent(budget, 1)}"
    >
      ${powers.map((_, index) => html`<rect class="tick" x="${Math.min(99.7, 25 * index)}" width="0.3" height="16" />`)}
      <rect class="range" x="${from}" y="5" width="${width}" height="6" />
      <rect
        class="estimate"
        x="${Math.min(99.4, onScale(estimate))}"
        y="2"
        width="0.6"
        height="12"
      />
      <rect class="budget" x="${onScale(budget)}" width="0.6" height="16" />
    </svg>
  `;
}

/** Exchanges by block of time as columns; nothing if there are too few blocks. */
export function trendColumns(trend: Trend | null): Html | string {
  if (trend === null) return '';
  const { counts, blockMs } = trend;
  const highest = Math.max(1, ...counts);
  const label = `exchanges by ${Math.round(blockMs / 60_000)} minutes: ${counts.join(', ')}`;
  return html`<svg
    class="trend"
    viewBox="0 0 ${counts.length * 4} 16"
    role="img"
    aria-label="${label}"
  >
    ${counts.map((count, index) => {
      const height = count === 0 ? 0 : Math.max(1, (16 * count) / highest);
      return html`<rect x="${index * 4}" y="${16 - height}" width="3" height="${height}" />`;
    })}
  </svg>`;
}
