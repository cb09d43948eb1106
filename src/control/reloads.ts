import { randomUUID } from 'node:crypto';
import type { ConfigState, ReloadId } from '../vocabulary/plane-message.ts';

/** Requests reloads of the config. */
export interface Reloads {
  /** Who can pass it on. */
  connect(send: (id: ReloadId) => void): void;
  /** @returns how it ended; null if nobody can do it, or if it takes too long */
  reload(): Promise<ConfigState | null>;
  /** A reload that was asked for has ended. */
  settle(id: ReloadId, state: ConfigState): void;
}

/** Planes that are busy answer late; a client waits no longer. */
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
    // Another one that was asked for meanwhile may still read a newer file.
    settle: (id, state) => waiting.get(id)?.(state),
  };
}
