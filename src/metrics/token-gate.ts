import { createHash, timingSafeEqual } from 'node:crypto';
import { readTokenFile } from '../config/admin-token.ts';
import type { Config } from '../config/schema.ts';

/**
 * Whether a request may read more than the health: with `admin.readsNeedToken`, it needs the token.
 * A token file is read anew each time, so that a new token needs no restart.
 *
 * @param authorization the header's value
 */
export function mayRead(admin: Config['admin'], authorization: string | undefined): boolean {
  if (!admin.readsNeedToken) return true;
  const { token, tokenFile } = admin;
  const expected = token ?? (tokenFile === undefined ? null : readTokenFile(tokenFile).value);
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (expected === null || given === undefined) return false;
  return timingSafeEqual(digest(given), digest(expected));
}

/** The comparison needs two values of one length. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
