import { STATUS_CODES } from 'node:http';

/**
 * An error answer as of RFC 9457. Says what the asker can act on, and nothing about the inside.
 *
 * @param detail plain words; must not repeat what the request contained
 */
export function problem(
  status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 429 | 500 | 503,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = { type: 'about:blank', title: STATUS_CODES[status], status, detail };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}
