import { z } from 'zod';
import { isSocketText, normalSocketUrl, socketFault } from './unix-socket.ts';

/** An origin, or a Unix socket. A path or query would silently be dropped, so it is refused. */
export const origin = z
  .string()
  .superRefine((text, context) => {
    const message = isSocketText(text) ? socketFault(text) : originFault(text);
    if (message !== null) context.addIssue({ code: 'custom', message });
  })
  .transform((text) => (isSocketText(text) ? normalSocketUrl(text) : new URL(text).origin))
  .meta({ placeholder: 'http://HOST:PORT' });

/** An origin, one with the path that every request begins with, without a slash at the end, or a Unix socket. */
export const originAndPath = z
  .string()
  .superRefine((text, context) => {
    const message = isSocketText(text) ? socketFault(text) : originAndPathFault(text);
    if (message !== null) context.addIssue({ code: 'custom', message });
  })
  .transform((text) => {
    if (isSocketText(text)) return normalSocketUrl(text);
    const { origin, pathname } = new URL(text);
    return origin + pathname.replace(/\/+$/, '');
  })
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

function originFault(text: string): string | null {
  return isOrigin(text)
    ? null
    : 'write an origin, http://HOST:PORT or https://HOST:PORT, without a path, query or user name';
}

function originAndPathFault(text: string): string | null {
  return isOriginAndPath(text)
    ? null
    : 'write an origin, http://HOST:PORT or https://HOST:PORT, with or without a path, and without a query or user name';
}

function isOrigin(text: string): boolean {
  return /^https?:\/\/[^/]+\/?$/i.test(text) && isOriginAndPath(text);
}

function isOriginAndPath(text: string): boolean {
  if (!/^https?:\/\/[^/?#\\]+(?:\/[!"$->@-[\]-~]*)?$/i.test(text) || !URL.canParse(text))
    return false;
  const url = new URL(text);
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}
