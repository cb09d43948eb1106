import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { createConduitApp, type Flavour } from './app.ts';
import { seedDatabase } from './database/seed.ts';
import { openGateway } from './gateway.ts';
import type { Settings } from './settings.ts';

export interface RunningConduit {
  readonly url: string;
  readonly flavour: Flavour['kind'];
  /**
   * Ends as on SIGTERM: lets go of its connections, listens no more, and lets running requests finish.
   * Then it stays away and starts again, on the same port and with the same database.
   */
  readonly restart: (awayMs: number) => Promise<void>;
  /** Ends all connections and closes the database. */
  readonly close: () => void;
}

/** Longer than a proxy lets a connection idle, so that none is closed just as it is used. */
const keepAliveTimeoutMs = 65_000;

/** Starts a deployment on the loopback interface. */
export async function serve({ port, flavour, ...options }: Settings): Promise<RunningConduit> {
  const gateway = openGateway(options);
  seedDatabase(gateway);
  const app = createConduitApp(gateway, flavour);
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  let isEnding = false;
  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) => {
    // A connection that is closed just as it is used loses a request.
    if (isEnding) response.shouldKeepAlive = false;
    void answer(request, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound.port}`,
    flavour: flavour.kind,
    async restart(awayMs) {
      isEnding = true;
      await pause(endingMs);
      await stopListening(server);
      await pause(awayMs);
      isEnding = false;
      server.listen(bound.port, '127.0.0.1');
      await once(server, 'listening');
    },
    close: () => {
      server.close();
      server.closeAllConnections();
      gateway.database.close();
    },
  };
}

/** How long it lets go of its connections before it listens no more. */
const endingMs = 200;

/** Resolves when the last running request is answered. */
async function stopListening(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}
