const countdown = /^(?:retry-after|(?:x-)?rate-?limit(?:-.*)?)$/;

/**
 * Whether a field counts down, as what is left of a rate limit does: each deployment counts the requests
 * that it gets, so that two values are seldom the same.
 */
export function isCountdown(name: string): boolean {
  return countdown.test(name);
}

/** Whether both say a number or a time. `NaN` and an empty value say none. */
export function isSameCountdown(primary: string, candidate: string): boolean {
  return /\d/.test(primary) && /\d/.test(candidate);
}
