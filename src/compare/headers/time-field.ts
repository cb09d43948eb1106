const timeFields: ReadonlySet<string> = new Set(['last-modified', 'expires', 'date', 'sunset']);

/** Whether a field's value is a time (RFC 9110, section 5.6.7). */
export function isTimeField(name: string): boolean {
  return timeFields.has(name);
}

/**
 * Whether two HTTP dates name the same moment, in any of the three formats. Times that each deployment wrote
 * by its own clock are compared by `clocks`.
 */
export function isSameTime(primary: string, candidate: string): boolean {
  if (primary === candidate) return true;
  const [ours, theirs] = [momentOf(primary), momentOf(candidate)];
  return ours !== null && ours === theirs;
}

const httpDate =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})$/;

/** Milliseconds since 1970; null if it is not an HTTP date. */
function momentOf(value: string): number | null {
  if (!httpDate.test(value)) return null;
  const moment = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  return Number.isNaN(moment) ? null : moment;
}
