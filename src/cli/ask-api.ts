import type { AskApi } from '../report/gather.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import { askAdmin } from './ask-admin.ts';

/** An admin address, and the token for it. */
export interface Asked {
  readonly url: URL;
  readonly token: string | null;
  readonly ca: Buffer | null;
}

const timeoutMs = 10_000;

/** Requests JSON from an admin address. */
export function askerOf({ url, token, ca }: Asked): AskApi {
  return async (path) => {
    const { status, text } = await askAdmin(new URL(path, url), { token, ca, timeoutMs });
    if (status === 404) return undefined;
    if (status === 401) {
      throw new ParallaxError('admin_token', 'the token is missing or wrong (status 401)');
    }
    const [name] = path.split('?');
    if (status !== 200) {
      throw new ParallaxError('admin_status', `/${name} answers with status ${status}`);
    }
    return JSON.parse(text) as unknown;
  };
}
