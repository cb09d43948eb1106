import { randomUUID } from 'node:crypto';
import type { ConfigState, ReloadId } from '../vocabulary/plane-message.ts';

/** Requests reloads of the config. */
export interface Reloads {
  /** The function that passes it on. */
  connect(send: (id: ReloadId) => void): void;
  /** @returns the result; null if no supervisor is connected, or if it takes too long */
  reload(): Promise<ConfigState | null>;
  /** A requested reload has ended. */
  settle(id: ReloadId, state: ConfigState): void;
}

/** Busy planes answer late; a client waits at most this long. */
const waitMsMax = 25_000;

export function createReloads(): Reloads {
  let send: ((id: ReloadId) => void) | null = null;
  const waiting = new Map<ReloadId, (state: ConfigState) => void>();
  return {
    connect(sender) {
      send = sender;
    },
    async reload() {
      if (send === null) return null;
      const ended = Promise.withResolvers<ConfigState | null>();
      const late = setTimeout(() => ended.resolve(null), waitMsMax);
      const id = randomUUID();
      waiting.set(id, ended.resolve);
      send(id);
      return ended.promise.finally(() => {
        clearTimeout(late);
        waiting.delete(id);
      });
    },
    // Another reload, requested meanwhile, may still read a newer file.
    settle: (id, state) => waiting.get(id)?.(state),
  };
}
