/** Whether tests may take minutes: `LONG=1`. */
export const isLong = process.env['LONG'] === '1';

/** How many runs to play: few, to be quick, and many where tests may take long. */
export function runsOf(few: number, many: number): number {
  return isLong ? many : few;
}
