/** `12,345`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** `3.4 %`, with enough digits to distinguish a small share from none. */
export function shareText(part: number, whole: number): string {
  if (part === 0) return '0 %';
  const percent = (100 * part) / whole;
  if (percent < 0.01) return '< 0.01 %';
  return `${percent.toFixed(percent < 1 ? 2 : percent < 99.95 ? 1 : 0)} %`;
}

/** `0.42 ms`, `17.3 ms`, `1.84 s`; a dash when nothing was measured. */
export function durationText(durationMs: number | null): string {
  if (durationMs === null) return '–';
  if (durationMs >= 1000) return `${(durationMs / 1000).toFixed(2)} s`;
  return `${durationMs.toFixed(durationMs < 10 ? 2 : durationMs < 100 ? 1 : 0)} ms`;
}

/** `2026-01-31 14:05:09 UTC`. */
export function timeText(wallClockMs: number): string {
  return `${new Date(wallClockMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `, uuid → text`, behind the kind of a difference; nothing where both values look the same. */
export function shapeText(shape: string | null): string {
  return shape === null ? '' : `, ${shape}`;
}

/** `a, b, c and 4 more`. */
export function listText(items: readonly string[], shownMax: number): string {
  const more = items.length - shownMax;
  const shown = items.slice(0, shownMax).join(', ');
  return more > 0 ? `${shown} and ${countText(more)} more` : shown;
}
