import type { QuietHours } from './plan-schema.ts';

const minutesPerDay = 24 * 60;
const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

type Day = (typeof dayNames)[number];

/** Whether a time is in the quiet hours, by the wall clock of each entry's time zone. */
export function isQuiet(quietHours: readonly QuietHours[], at: Date): boolean {
  return quietHours.some((quiet) => isWithin(quiet, at));
}

function isWithin({ days, from, to, timeZone }: QuietHours, at: Date): boolean {
  const { day, minute } = localTime(at, timeZone);
  const begin = minuteOf(from ?? '00:00');
  const end = to === undefined ? minutesPerDay : minuteOf(to);
  const begins = (one: Day): boolean => days?.includes(one) ?? true;
  if (begin < end) return begins(day) && minute >= begin && minute < end;
  // It ends on the day after it began.
  return (begins(day) && minute >= begin) || (begins(dayBefore(day)) && minute < end);
}

function localTime(at: Date, timeZone: string): { readonly day: Day; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return {
    day: part('weekday').toLowerCase() as Day,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

function minuteOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function dayBefore(day: Day): Day {
  return dayNames[(dayNames.indexOf(day) + 6) % 7] ?? day;
}
