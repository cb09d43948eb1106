const countdown = /^(?:retry-after|(?:x-)?rate-?limit(?:-.*)?)$/;

/**
 * Whether a field counts down, as the rest of a rate limit does. Each deployment counts the requests that
 * it gets, so that two values are seldom equal.
 */
export function isCountdown(name: string): boolean {
  return countdown.test(name);
}

/** Whether both have a number or a time; `NaN` and an empty value have none. */
export function isSameCountdown(primary: string, candidate: string): boolean {
  return /\d/.test(primary) && /\d/.test(candidate);
}
