const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** `23.4 h`, `40 min`, `8 s`: rounded up. */
export function durationWords(durationMs: number): string {
  if (durationMs >= hourMs) return `${Math.ceil((durationMs * 10) / hourMs) / 10} h`;
  if (durationMs >= minuteMs) return `${Math.ceil(durationMs / minuteMs)} min`;
  return `${Math.ceil(durationMs / 1000)} s`;
}
