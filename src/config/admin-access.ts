import { z } from 'zod';
import { tokenShape, tokenWords } from './admin-token.ts';

/** Access to the admin address: keys of `admin` in the config. */
export const adminAccess = {
  token: z
    .string()
    .regex(tokenShape, tokenWords)
    .optional()
    .describe('the bearer token for actions of operators; without one, only this machine may act')
    .meta({ secret: true }),
  tokenFile: z
    .string()
    .min(1)
    .optional()
    .describe('a file with the token, in place of admin.token; read again for each use')
    .meta({ placeholder: 'FILE' }),
  readsNeedToken: z
    .boolean()
    .default(false)
    .describe('everything except /healthz and /readyz needs the token'),
};

/** Accepts values that other rules may have refused. */
const withAccess = z.object({
  admin: z.object({
    token: z.unknown().optional(),
    tokenFile: z.unknown().optional(),
    readsNeedToken: z.unknown().optional(),
  }),
});

/** Faults of combinations of these keys. */
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
    const message = 'without admin.token or admin.tokenFile nobody can read';
    return [{ path: ['admin', 'readsNeedToken'], message }];
  }
  return [];
}
