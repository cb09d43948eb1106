/**
 * The line behind a text about a world that another process wrote: times before it are on that process's clock. The worker that
 * reads it converts them.
 */
export const otherClockLine = '!\n';
