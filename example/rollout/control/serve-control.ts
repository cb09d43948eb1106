import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import type { Environment } from '../environment/environment.ts';

export interface Control {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const flag = z.object({ repositoryPattern: z.boolean() });

/** Lets the commands of a plan reach the environments, on a free port of the loopback interface. */
export async function serveControl(environments: readonly Environment[]): Promise<Control> {
  const named = (name: string): Environment => {
    const found = environments.find((environment) => environment.name === name);
    if (found === undefined) throw new HTTPException(404, { message: `no environment ${name}` });
    return found;
  };
  const app = new Hono();
  app.get('/environments/:name', async (context) =>
    context.json(await named(context.req.param('name')).answering()),
  );
  app.put('/environments/:name/flag', async (context) => {
    const environment = named(context.req.param('name'));
    const { repositoryPattern } = flag.parse(await context.req.json());
    await environment.switchFlag(repositoryPattern);
    return context.body(null, 204);
  });
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
