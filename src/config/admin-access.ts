import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fileFaultWords } from './file-fault-words.ts';

/** What RFC 6750 lets stand behind `Bearer`; too long to be guessed one request at a time. */
const tokenShape = /^[A-Za-z0-9._~+/-]{16,1024}=*$/;
const tokenWords =
  'write a token of at least 16 letters, digits and -._~+/ (openssl rand -hex 32 makes one)';

/** Who may do what on the admin address: keys of `admin` in the config. */
export const adminAccess = {
  token: z
    .string()
    .regex(tokenShape, tokenWords)
    .optional()
    .describe('what writes must bring as a bearer token; without one only this machine may write')
    .meta({ secret: true }),
  tokenFile: z
    .string()
    .min(1)
    .optional()
    .describe('a file with the token in place of it, read anew whenever it is needed')
    .meta({ placeholder: 'FILE' }),
  readsNeedToken: z
    .boolean()
    .default(false)
    .describe('all but /healthz and /readyz needs the token'),
};

/** Looks at values that other rules may have refused. */
const withAccess = z.object({
  admin: z.object({
    token: z.unknown().optional(),
    tokenFile: z.unknown().optional(),
    readsNeedToken: z.unknown().optional(),
  }),
});

/** What is wrong with these keys beside each other. */
export function adminAccessFaults(
  config: unknown,
): readonly { readonly path: string[]; readonly message: string }[] {
  const { data } = withAccess.safeParse(config);
  if (data === undefined) return [];
  const { token, tokenFile, readsNeedToken } = data.admin;
  if (token !== undefined && tokenFile !== undefined) {
    const message = 'leave out either this or admin.token: there is one token';
    return [{ path: ['admin', 'tokenFile'], message }];
  }
  if (readsNeedToken === true && token === undefined && tokenFile === undefined) {
    const message = 'without admin.token or admin.tokenFile nobody could read';
    return [{ path: ['admin', 'readsNeedToken'], message }];
  }
  return [];
}

export type ReadToken =
  | { readonly token: string; readonly fault: null }
  /** In words that do not contain what the file has. */
  | { readonly token: null; readonly fault: string };

/** Whether a text can be the token: what is none may be something else, which must not be sent. */
export function isToken(text: string): boolean {
  return tokenShape.test(text);
}

/** Reads a token from a file; white space around it, such as the last line break, is no part of it. */
export function readTokenFile(path: string): ReadToken {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    return { token: null, fault: fileFaultWords(error) };
  }
  return isToken(text) ? { token: text, fault: null } : { token: null, fault: tokenWords };
}
