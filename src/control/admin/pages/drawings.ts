import { html } from 'hono/html';
import type { Minute } from '../../minute-series.ts';
import type { Interval } from '../../statistics/confidence-sequence.ts';
import { shareText } from './figures.ts';
import type { Html } from './visible-text.ts';

/** The rate at the left end of the scale; each quarter of it is a power of ten, up to 1. */
const leastRate = 0.0001;

/** Where a rate is on the scale that all interval bars share, in per cent of its width. */
export function rateAt(rate: number): number {
  if (rate <= leastRate) return 0;
  return Math.min(100, 25 * Math.log10(rate / leastRate));
}

/** The labels of that scale, for the head of a column of interval bars. */
export function intervalScale(): Html {
  return html`<span class="interval-scale"><span>0.01</span><span>1</span><span>100 %</span></span>`;
}

/**
 * Where a rate is, on a logarithmic scale from 0.01 % to 100 %: the interval as a bar, the estimate as a line in
 * it, the budget as a mark. As a drawing, since the page's policy forbids widths in style attributes.
 */
export function intervalBar(interval: Interval, estimate: number, budget: number): Html {
  const width = Math.max(1, rateAt(interval.upper) - rateAt(interval.lower));
  const tone = interval.lower > budget ? 'over' : interval.upper < budget ? 'under' : 'open';
  return html`
    <svg
      class="interval ${tone}"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label="between ${shareText(interval.lower, 1)} and ${shareText(interval.upper, 1)}, budget ${shareText(budget, 1)}"
    >
      <rect class="track" y="3" width="100" height="2" />
      <rect class="range" x="${rateAt(interval.lower)}" y="1" width="${width}" height="6" />
      <rect class="estimate" x="${rateAt(estimate)}" width="1" height="8" />
      <rect class="budget" x="${rateAt(budget)}" width="1" height="8" />
    </svg>
  `;
}

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
