import { html } from 'hono/html';
import type { Minute } from '../../minute-series.ts';
import type { Interval } from '../../statistics/confidence-sequence.ts';
import { shareText } from './figures.ts';
import type { Html } from './visible-text.ts';

/**
 * Where a rate lies, on a scale that ends at `end`: the interval as a bar, the estimate as a line in
 * it, the budget as a mark. As a drawing, since the page's policy forbids widths in style attributes.
 */
export function intervalBar(interval: Interval, estimate: number, budget: number): Html {
  const end = Math.max(budget * 4, Math.min(1, interval.upper), estimate * 1.25);
  const at = (rate: number): number => Math.min(100, (100 * rate) / end);
  const width = Math.max(1, at(interval.upper) - at(interval.lower));
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
      <rect class="range" x="${at(interval.lower)}" y="1" width="${width}" height="6" />
      <rect class="estimate" x="${at(estimate)}" width="1" height="8" />
      <rect class="budget" x="${at(budget)}" width="1" height="8" />
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
