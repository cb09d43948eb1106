import type { ConfigState } from '../vocabulary/plane-message.ts';

/** Requests reloads of the config. */
export interface Reloads {
  /** Who can pass it on. */
  connect(send: () => void): void;
  /** @returns how it ended; null if nobody can do it, or if it takes too long */
  reload(): Promise<ConfigState | null>;
  /** A reload has ended. */
  settle(state: ConfigState): void;
}

/** Planes that are busy answer late; a client waits no longer. */
const waitMsMax = 25_000;

export function createReloads(): Reloads {
  let send: (() => void) | null = null;
  let waiting: ((state: ConfigState) => void)[] = [];
  return {
    connect(sender) {
      send = sender;
    },
    async reload() {
      if (send === null) return null;
      const ended = Promise.withResolvers<ConfigState | null>();
      const late = setTimeout(() => ended.resolve(null), waitMsMax);
      waiting.push(ended.resolve);
      send();
      return ended.promise.finally(() => clearTimeout(late));
    },
    settle(state) {
      const all = waiting;
      waiting = [];
      for (const resolve of all) resolve(state);
    },
  };
}
