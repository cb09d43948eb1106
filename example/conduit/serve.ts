import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createConduitApp, type Flavour } from './app.ts';
import { seedDatabase } from './database/seed.ts';
import { openGateway } from './gateway.ts';
import type { Settings } from './settings.ts';

export interface RunningConduit {
  readonly url: string;
  readonly flavour: Flavour['kind'];
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
  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) => {
    void answer(request, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound.port}`,
    flavour: flavour.kind,
    close: () => {
      server.close();
      server.closeAllConnections();
      gateway.database.close();
    },
  };
}
