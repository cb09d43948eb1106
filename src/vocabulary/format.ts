const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Made once: making a format costs more than writing a number. */
const counts = new Intl.NumberFormat('en-US');

/** `1,204`. */
export function formatCount(count: number): string {
  return counts.format(Math.round(count));
}

/** `1 exchange`, `409 exchanges`. */
export function formatExchanges(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'exchange' : 'exchanges'}`;
}

/** `0.0984 %`: three significant digits, whatever the size. */
export function formatShare(share: number): string {
  return `${Number((share * 100).toPrecision(3)).toString()} %`;
}

/** `3.4 %`, with enough digits to distinguish a small share from none. */
export function formatPercent(part: number, whole: number): string {
  if (part === 0) return '0 %';
  const percent = (100 * part) / whole;
  if (percent < 0.01) return '< 0.01 %';
  return `${percent.toFixed(percent < 1 ? 2 : percent < 99.95 ? 1 : 0)} %`;
}

/** `0.42 ms`, `17.3 ms`, `1.84 s`; a dash when nothing was measured. */
export function formatDuration(durationMs: number | null): string {
  if (durationMs === null) return '–';
  if (durationMs >= 1000) return `${(durationMs / 1000).toFixed(2)} s`;
  return `${durationMs.toFixed(durationMs < 10 ? 2 : durationMs < 100 ? 1 : 0)} ms`;
}

/** `23 h`, `40 min`: rounded up, in the unit people would use. */
export function formatRoughDuration(durationMs: number): string {
  if (durationMs >= 2 * dayMs) return `${oneDecimal(durationMs / dayMs)} days`;
  if (durationMs >= hourMs) return `${oneDecimal(durationMs / hourMs)} h`;
  if (durationMs >= minuteMs) return `${Math.ceil(durationMs / minuteMs)} min`;
  return `${Math.ceil(durationMs / 1000)} s`;
}

function oneDecimal(value: number): string {
  return (Math.ceil(value * 10) / 10).toString();
}

/** `2026-01-31 14:05:09 UTC`. */
export function formatTime(wallClockMs: number): string {
  return `${new Date(wallClockMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `, uuid → text`, behind the kind of a difference; empty if both values have the same shape. */
export function formatShape(shape: string | null): string {
  return shape === null ? '' : `, ${shape}`;
}

/** `a, b, c and 4 more`. */
export function formatList(items: readonly string[], shownMax: number): string {
  const more = items.length - shownMax;
  const shown = items.slice(0, shownMax).join(', ');
  return more > 0 ? `${shown} and ${formatCount(more)} more` : shown;
}
