/** Whether a status says that what was asked has been done: 2xx or 3xx (RFC 9110, section 15). */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 400;
}

/** Whether a status says that what was asked for is not there. */
export function isGone(status: number): boolean {
  return status === 404 || status === 410;
}
