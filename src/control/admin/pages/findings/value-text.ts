import { html } from 'hono/html';
import { type Html, visibleText } from '../visible-text.ts';
import type { ValueSummary } from './value-summary.ts';

/** Longer values are cut: the page of the exchange has them whole. */
const charsShown = 28;

export function valueText(value: string | null, charsMax = charsShown): Html {
  return value === null
    ? html`<span class="quiet">absent</span>`
    : html`<code>${visibleText(value, charsMax)}</code>`;
}

/** `always ±0.000001`, or the most frequent pair of values. */
export function summaryText(summary: ValueSummary | null): Html | string {
  if (summary === null) return '';
  if (summary.kind === 'distance') return summary.words;
  const { primary, candidate } = summary;
  return html`<span class="primary">${valueText(primary)}</span> →
    <span class="candidate">${valueText(candidate)}</span>`;
}
