import { drive } from '../../demo/traffic/drive.ts';

/** Clients wait for up to this long between an answer and their next request: some 25 requests a second in all. */
const thinkMaxMs = 1_200;

/**
 * The teams of the demo work at `url` until the result is called.
 *
 * @returns ends them. It throws what they stopped at, where they did before.
 */
export function startClients(url: string, onAnswer: () => void): () => Promise<void> {
  const leaving = new AbortController();
  const { signal } = leaving;
  const working = drive({ url, requests: Infinity, thinkMaxMs, signal, onAnswer }).catch(
    (error: unknown) => {
      if (!signal.aborted) throw error;
    },
  );
  // Whoever ends them sees it.
  working.catch(() => undefined);
  return async () => {
    leaving.abort();
    await working;
  };
}
