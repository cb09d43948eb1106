import { MessageChannel } from 'node:worker_threads';
import { type Config, configSchema } from '../../src/config/schema.ts';
import { createLivePlane } from '../../src/live/plane.ts';
import { createLogger } from '../../src/log.ts';
import { openInbox } from '../../src/transport/inbox.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { exchangeShape } from '../../src/vocabulary/exchange-shape.ts';
import type { PlaneReport } from '../../src/vocabulary/plane-message.ts';
import { Tally } from '../../src/vocabulary/tally.ts';
import { until } from './until.ts';

/** A live plane without the planes behind it; its output is collected here. */
export interface LiveUnderTest {
  /** 0 for a Unix socket. */
  readonly port: number;
  readonly exchanges: Exchange[];
  /** Counts since the last call. */
  report(): PlaneReport;
  /** As SIGHUP has it. */
  reread(): void;
  /** Another config is in force, which begins as the first one did. */
  configure(overrides: Record<string, unknown>): void;
  drain(deadlineMs: number): Promise<void>;
}

/** In how many turns of the event loop the last exchanges of a drained plane arrive. */
const inFlightTurnsMax = 500;

export async function startLive(
  primaryUrl: string,
  overrides: Record<string, unknown> = {},
  log = createLogger('live', 'fatal'),
): Promise<LiveUnderTest> {
  const configOf = (more: Record<string, unknown>): Config =>
    configSchema.parse({
      listen: '127.0.0.1:0',
      primary: primaryUrl,
      candidate: 'http://127.0.0.1:9',
      ...overrides,
      ...more,
    });
  const config = configOf({});
  let revision = 1;
  const tally = new Tally();
  const plane = createLivePlane({ config, tally, log });
  const { port1, port2 } = new MessageChannel();
  const exchanges: Exchange[] = [];
  openInbox(port2, exchangeShape, (delivery) => {
    const { record, release } = delivery.detach();
    exchanges.push(record);
    release();
  });
  port2.unref();
  plane.onOutput(port1);
  let isDrained = false;
  const bound = await plane.listen();
  return {
    port: typeof bound === 'string' ? 0 : bound.port,
    exchanges,
    report: () => tally.report(),
    reread: () => plane.reread(),
    configure(more) {
      revision += 1;
      plane.configure(revision, configOf(more));
    },
    async drain(deadlineMs) {
      await plane.drain(deadlineMs);
      let turns = 0;
      const isOver = (): boolean => plane.recordsInFlight === 0 || (turns += 1) > inFlightTurnsMax;
      if (!isDrained) await until(isOver);
      isDrained = true;
      port1.close();
    },
  };
}
