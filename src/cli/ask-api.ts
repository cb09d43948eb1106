import { setTimeout as pause } from 'node:timers/promises';
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
      const code = status < 500 ? 'admin_status' : 'admin_busy';
      throw new ParallaxError(code, `/${name} answers with status ${status}`);
    }
    return JSON.parse(text) as unknown;
  };
}

/** Whether the admin address may answer soon: it is busy or restarts, or the answer came too late. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ParallaxError) return error.code === 'admin_busy';
  return !(error instanceof SyntaxError);
}

/** How long questions at the end of a replay are repeated: without their answers the whole replay was in vain. */
export const patienceMs = 30_000;
const askAgainMs = 100;

/** Requests JSON from an admin address, and repeats the request while {@link isPassing} holds. */
export function patientAskerOf(asked: Asked): AskApi {
  const ask = askerOf(asked);
  return async (path) => {
    const untilMs = performance.now() + patienceMs;
    for (;;) {
      try {
        return await ask(path);
      } catch (error) {
        if (!isPassing(error) || performance.now() >= untilMs) throw error;
      }
      await pause(askAgainMs);
    }
  };
}
