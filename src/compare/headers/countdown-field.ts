const countdown = /^(?:retry-after|(?:x-)?rate-?limit(?:-.*)?)$/;

/**
 * Whether a field counts down, such as the rest of a rate limit. Each deployment counts its own requests, so
 * the two values are seldom equal.
 */
export function isCountdown(name: string): boolean {
  return countdown.test(name);
}

/** Whether both have a number or a time; `NaN` and an empty value do not count. */
export function isSameCountdown(primary: string, candidate: string): boolean {
  return /\d/.test(primary) && /\d/.test(candidate);
}
