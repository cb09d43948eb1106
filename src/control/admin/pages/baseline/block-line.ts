import { html } from 'hono/html';
import type { Html } from '../visible-text.ts';

const [width, height] = [100, 20];

/** Values over blocks of time as a line, from zero to the highest; a gap where there is none. */
export function blockLine(values: readonly (number | null)[]): Html {
  const finite = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  if (finite.length < 2) return html``;
  const highest = Math.max(...finite, Number.MIN_VALUE);
  const x = (at: number): string => ((width * at) / (values.length - 1)).toFixed(1);
  let path = '';
  let isDrawing = false;
  for (const [at, value] of values.entries()) {
    const isKnown = value !== null && Number.isFinite(value);
    if (isKnown) {
      const y = (height - (height * Math.max(0, value)) / highest).toFixed(1);
      path += `${isDrawing ? 'L' : 'M'}${x(at)} ${y}`;
    }
    isDrawing = isKnown;
  }
  return html`<svg
    class="sparkline"
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <path d="${path}" fill="none" stroke="currentColor" vector-effect="non-scaling-stroke" />
  </svg>`;
}
