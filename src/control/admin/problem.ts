import { STATUS_CODES } from 'node:http';

/**
 * An error answer as in RFC 9457. It says what the client can do, and nothing about the internals.
 *
 * @param detail a plain text; must not repeat content of the request
 * @param more members of this problem's own
 */
export function problem(
  status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 422 | 429 | 500 | 503,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, unknown>> = {},
): Response {
  const body = { type: 'about:blank', title: STATUS_CODES[status], status, detail, ...more };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}
