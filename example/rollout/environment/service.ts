import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** A stable address in front of whichever process answers now, as a Service of Kubernetes is. */
export interface Service {
  readonly url: string;
  /**
   * Sends new connections to this URL from now on. Resolves when those to the former one have ended,
   * or after some seconds: then the former process has nothing more to answer.
   */
  switchTo(url: string): Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Longer than any answer takes. */
const handOverMaxMs = 5_000;

/** Listens on a free port of the loopback interface. */
export async function startService(firstUrl: string): Promise<Service> {
  const sockets = new Set<Socket>();
  let current = { url: new URL(firstUrl), connections: new Set<Socket>() };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const { url, connections } = current;
    const process = connect({ host: url.hostname, port: Number(url.port), allowHalfOpen: true });
    for (const socket of [client, process]) {
      socket.setNoDelay(true);
      for (const open of [connections, sockets]) {
        open.add(socket);
        socket.once('close', () => open.delete(socket));
      }
    }
    pipeline(client, process, client, () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async switchTo(url) {
      const { connections } = current;
      current = { url: new URL(url), connections: new Set() };
      const ended = [...connections].map((socket) => once(socket, 'close'));
      await Promise.race([Promise.all(ended), pause(handOverMaxMs, undefined, { ref: false })]);
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      // Also those to a former process, which may never end.
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
