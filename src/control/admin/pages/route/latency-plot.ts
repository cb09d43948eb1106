import { html } from 'hono/html';
import type { LatencyShare } from '../../../latency-distribution.ts';
import { timesMin } from '../../../latency-pair.ts';
import type { RouteCounts } from '../../../route-counts.ts';
import type { Html } from '../visible-text.ts';

/**
 * The share of exchanges that were answered within a time, one curve for each deployment, on a logarithmic scale.
 * The table of quantiles below has the same as numbers. Curves of few exchanges mislead, so they are not drawn.
 */
export function latencyPlot({ latency }: RouteCounts): Html | string {
  const spreads = Object.entries(latency)
    .filter(([, { count }]) => count >= timesMin)
    .map(([name, distribution]) => ({ name, shares: distribution.shares() }));
  if (spreads.length === 0) return '';
  const x = [...new Set(spreads.flatMap(({ shares }) => shares.map(({ upToMs }) => upToMs)))].sort(
    (a, b) => a - b,
  );
  const plot = {
    unit: 'ms',
    x: x.map((ms) => Number(ms.toPrecision(4))),
    series: spreads.map(({ name, shares }) => ({
      label: name,
      tone: name,
      values: valuesAt(x, shares),
    })),
  };
  return html`
    <figure class="plot panel" data-plot="${JSON.stringify(plot)}">
      <figcaption class="quiet">Share of exchanges that were answered within a time</figcaption>
    </figure>
  `;
}

/** Cumulative shares, in per cent. */
function valuesAt(x: readonly number[], shares: readonly LatencyShare[]): readonly number[] {
  const known = new Map(shares.map(({ upToMs, share }) => [upToMs, share]));
  let sum = 0;
  return x.map((upToMs) => {
    sum += 100 * (known.get(upToMs) ?? 0);
    return Number(sum.toPrecision(4));
  });
}
