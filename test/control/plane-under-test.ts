import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { vi } from 'vitest';
import { type Config, configSchema } from '../../src/config/schema.ts';
import { type ControlPlaneOptions, createControlPlane } from '../../src/control/plane.ts';
import { createLogger } from '../../src/log.ts';
import { ByteBudget } from '../../src/transport/byte-budget.ts';
import { Outbox } from '../../src/transport/outbox.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { comparisonShape } from '../../src/vocabulary/comparison-shape.ts';
import type { ProcessTotals } from '../../src/vocabulary/plane-message.ts';
import type { ReplayRequest } from '../../src/vocabulary/replay.ts';
import { Tally } from '../../src/vocabulary/tally.ts';

export interface PlaneUnderTest extends Disposable {
  /** Sends comparisons as the compare plane would; resolves when they have been taken in. */
  feed(comparisons: readonly Comparison[]): Promise<void>;
  report(totals: ProcessTotals): void;
  /** The requests for replays. */
  readonly replays: readonly ReplayRequest[];
  /** The number of times that the shadow plane was asked to clear its marks. */
  readonly marksForgotten: number;
  /** Saves waiting evidence, as happens every second. */
  save(): void;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** Asks the admin app, without a socket. */
  /** Each request comes in a turn of the event loop of its own, as from a socket. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Stops as the process does at its end. */
  stop(): Promise<void>;
}

export const instance = 'k3x9';

/** A peer on the same machine. */
const fromThisMachine = { incoming: { socket: { remoteAddress: '127.0.0.1' } } };

/** A control plane with a real channel into it, in this thread. */
export function planeUnderTest(
  settings: Record<string, unknown> = {},
  {
    document,
    replay,
    ...options
  }: Partial<Pick<ControlPlaneOptions, 'log' | 'now' | 'monotonic' | 'instance' | 'makePart'>> &
    Pick<Config, 'document' | 'replay'> = {},
): PlaneUnderTest {
  const plane = createControlPlane({
    config: {
      ...configSchema.parse({
        primary: 'http://legacy.test:5000',
        candidate: 'http://candidate.test:5001',
        ...settings,
      }),
      ...(document !== undefined && { document }),
      ...(replay !== undefined && { replay }),
    },
    instance,
    settings: [],
    tally: new Tally(),
    log: createLogger('control', 'silent'),
    ...options,
  });
  const channel = new MessageChannel();
  const outbox = new Outbox({
    shape: comparisonShape,
    budget: new ByteBudget(1024 * 1024 * 1024),
    onLost: () => undefined,
  });
  plane.ends.onInput?.(channel.port2);
  outbox.connect(channel.port1);
  const replays: ReplayRequest[] = [];
  let marksForgotten = 0;
  plane.ends.onLinked?.({
    replay: (request) => replays.push(request),
    forgetMarks: () => (marksForgotten += 1),
    reload: () => undefined,
    committed: () => undefined,
    saved: () => undefined,
    fenced: () => undefined,
    answered: () => undefined,
    effectsNoted: () => undefined,
    askToSend: () => undefined,
  });

  return {
    replays,
    get marksForgotten() {
      return marksForgotten;
    },
    feed: async (comparisons) => {
      for (const comparison of comparisons) outbox.send(comparison);
      await vi.waitUntil(() => outbox.recordsInFlight === 0, { interval: 2, timeout: 60_000 });
    },
    save: () => plane.save(),
    routes: plane.app.routes,
    report: (totals) => plane.ends.onTotals?.(totals),
    ask: async (path, init) => {
      await turnOfTheLoop();
      return plane.app.request(path, init, fromThisMachine);
    },
    stop: async () => {
      channel.port1.close();
      await plane.ends.onStop?.();
    },
    [Symbol.dispose]: () => {
      channel.port1.close();
      void plane.ends.onStop?.();
    },
  };
}
