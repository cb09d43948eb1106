const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `1,204`. */
export function countWords(count: number): string {
  return counts.format(Math.round(count));
}

/** Created once: creating a format costs more than formatting a number. */
const counts = new Intl.NumberFormat('en-US');

/** `1 exchange`, `409 exchanges`. */
export function exchangeWords(count: number): string {
  return `${countWords(count)} ${count === 1 ? 'exchange' : 'exchanges'}`;
}

/** `0.0984 %`: three significant digits. */
export function shareWords(share: number): string {
  return `${Number((share * 100).toPrecision(3)).toString()} %`;
}

/** `23 h`, `40 min`: rounded up, in the unit people would use. */
export function durationWords(durationMs: number): string {
  if (durationMs >= 2 * dayMs) return `${oneDecimal(durationMs / dayMs)} days`;
  if (durationMs >= hourMs) return `${oneDecimal(durationMs / hourMs)} h`;
  if (durationMs >= minuteMs) return `${Math.ceil(durationMs / minuteMs)} min`;
  return `${Math.ceil(durationMs / 1000)} s`;
}

function oneDecimal(value: number): string {
  return (Math.ceil(value * 10) / 10).toString();
}
