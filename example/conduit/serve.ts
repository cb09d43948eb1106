import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { createConduitApp, type Flavour } from './app.ts';
import { seedDatabase } from './database/seed.ts';
import { openGateway } from './gateway.ts';
import { createMetrics } from './metrics.ts';
import type { Settings } from './settings.ts';

export interface RunningConduit {
  readonly url: string;
  readonly flavour: Flavour['kind'];
  /**
   * Ends as on SIGTERM: listens no more, lets running requests finish, and lets go of connections.
   * Then it stays away and starts again, on the same port and with the same database.
   */
  readonly restart: (awayMs: number) => Promise<void>;
  /** Lets running requests finish, for some time, then does as `close` does. */
  readonly drain: () => Promise<void>;
  /** Ends all connections and closes the database. */
  readonly close: () => Promise<void>;
}

/** Longer than a proxy lets a connection idle, so that none is closed just as it is used. */
const keepAliveTimeoutMs = 65_000;

/** Starts a deployment, on the loopback interface if nothing else is said. */
export async function serve(
  settings: Settings,
  metrics = createMetrics(),
): Promise<RunningConduit> {
  const { port, host = '127.0.0.1', flavour, version, keepAlive = true, ...options } = settings;
  const gateway = await openGateway(options, metrics);
  await seedDatabase(gateway);
  const app = createConduitApp(gateway, flavour, version);
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) => {
    if (!keepAlive || !server.listening) response.shouldKeepAlive = false;
    void answer(request, response);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await gateway.database.close();
  };
  return {
    url: `http://${host}:${bound.port}`,
    flavour: flavour.kind,
    async restart(awayMs) {
      await end(server);
      await pause(awayMs);
      server.listen(bound.port, host);
      await once(server, 'listening');
    },
    async drain() {
      await Promise.race([end(server), pause(drainMaxMs, undefined, { ref: false })]);
      await close();
    },
    close,
  };
}

/** Longer than any answer takes. */
const drainMaxMs = 2_000;

/** Longer than what is on its way on a connection takes to arrive. */
const endingMs = 200;

/**
 * Resolves when the last connection is closed. None is closed just as it is used, which would lose a
 * request: each is when it has been answered, and what idles after some time.
 */
async function end(server: Server): Promise<void> {
  const closed = once(server, 'close');
  // That of HTTP closes all connections that idle at once.
  NetServer.prototype.close.call(server);
  await pause(endingMs);
  server.closeIdleConnections();
  await closed;
}
