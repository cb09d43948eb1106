import { readIsoTime } from '../../vocabulary/written-time.ts';

/** A point in time as it was written. */
interface Timestamp {
  /** Whether it has a time of day, and a zone: only times of one form can be held together. */
  readonly form: string;
  /** Milliseconds since the epoch; where it has no zone, as if it were in UTC. */
  readonly ms: number;
}

/** Null for what is no timestamp, or none that exists. */
export function parseTimestamp(text: string): Timestamp | null {
  const time = readIsoTime(text);
  if (time === null) return null;
  const { seconds, fraction, hasClock, hasZone } = time;
  const form = `${hasClock ? 'time' : 'date'} ${hasZone ? 'zone' : ''}`;
  return { form, ms: seconds * 1000 + Number(`0.${fraction}0`) * 1000 };
}
