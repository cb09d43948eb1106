import { readIsoTime } from '../../vocabulary/written-time.ts';

/** A point in time as it was written. */
interface Timestamp {
  /** Whether it has a time of day, and a zone: only times of the same form can be compared. */
  readonly form: string;
  /** Milliseconds since the epoch; a time without a zone counts as UTC. */
  readonly ms: number;
}

/** Null if it is not a timestamp, or one that does not exist. */
export function parseTimestamp(text: string): Timestamp | null {
  const time = readIsoTime(text);
  if (time === null) return null;
  const { seconds, fraction, hasClock, hasZone } = time;
  const form = `${hasClock ? 'time' : 'date'} ${hasZone ? 'zone' : ''}`;
  return { form, ms: seconds * 1000 + Number(`0.${fraction}0`) * 1000 };
}
