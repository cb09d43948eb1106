import { z } from 'zod';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { asParsed } from './as-parsed.ts';
import { isSocketText, parseSocketUrl } from './unix-socket.ts';

/** An origin, or a Unix socket. A path or query would silently be dropped, so it is refused. */
export const origin = z
  .string()
  .transform(asParsed(parseOrigin))
  .meta({ placeholder: 'http://HOST:PORT' });

/** An origin, one with the path that every request begins with, without a slash at the end, or a Unix socket. */
export const originAndPath = z
  .string()
  .transform(asParsed(parseOriginAndPath))
  .meta({ placeholder: 'http://HOST:PORT' });

export const hostHeader = z
  .enum(['client', 'upstream'])
  .describe('which Host the upstream sees: the one the client sent, or its own');

export const milliseconds = z
  .int()
  .positive()
  .max(2_147_483_647, 'at most 2147483647 ms (24 days)');

/** Relative to the config file; on the command line, to the working directory. */
export const pemFile = z.string().min(1).meta({ placeholder: 'FILE' });

function parseOrigin(text: string): Result<string> {
  if (isSocketText(text)) return parseSocketUrl(text);
  const url = /^https?:\/\/[^/]+\/?$/i.test(text) ? plainUrl(text) : null;
  return url === null
    ? failure(
        'write an origin, http://HOST:PORT or https://HOST:PORT, without a path, query or user name',
      )
    : success(url.origin);
}

function parseOriginAndPath(text: string): Result<string> {
  if (isSocketText(text)) return parseSocketUrl(text);
  const url = plainUrl(text);
  return url === null
    ? failure(
        'write an origin, http://HOST:PORT or https://HOST:PORT, with or without a path, and without a query or user name',
      )
    : success(url.origin + url.pathname.replace(/\/+$/, ''));
}

/** Null for a text that has a query or a user name, or is no URL. */
function plainUrl(text: string): URL | null {
  if (!/^https?:\/\/[^/?#\\]+(?:\/[!"$->@-[\]-~]*)?$/i.test(text)) return null;
  const url = URL.parse(text);
  return url?.username === '' && url.password === '' && url.search === '' && url.hash === ''
    ? url
    : null;
}
