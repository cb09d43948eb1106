/** A point in time as it was written. */
interface Timestamp {
  /** Whether it has a time of day, and a zone: only times of one form can be held together. */
  readonly form: string;
  /** Milliseconds since the epoch; where it has no zone, as if it were in UTC. */
  readonly ms: number;
}

/** RFC 3339, and what databases make of it: a blank for the T, no zone, no seconds, a date alone. */
const parts =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/;

/** Null for what is no timestamp, or none that exists. */
export function parseTimestamp(text: string): Timestamp | null {
  const found = parts.exec(text);
  if (found === null) return null;
  const [, date = '', clock, seconds = '00', fraction = '', zone] = found;
  // `Date.UTC` would take the year 1 for 1901.
  const whole = Date.parse(`${date}T${clock ?? '00:00'}:${seconds}Z`);
  if (Number.isNaN(whole)) return null;
  const form = `${clock === undefined ? 'date' : 'time'} ${zone === undefined ? '' : 'zone'}`;
  return { form, ms: whole + Number(`0.${fraction}0`) * 1000 - offsetMs(zone) };
}

function offsetMs(zone = 'Z'): number {
  if (zone.length === 1) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
