import { createServer, type Server } from 'node:http';
import { request } from 'undici';
import { listen } from '../../support/raw-socket.ts';
import { type Fleet, startFleet } from './fleet.ts';

/** A fleet between two deployments that answer with the target of the request. */
export interface EchoFleet extends AsyncDisposable {
  readonly fleet: Fleet;
  /** Targets that the candidate was asked for, in their order. */
  readonly asked: readonly string[];
  /** The same of writes. */
  readonly written: readonly string[];
  /** The number of requests that primary has answered. */
  answered(): number;
  /** Sends a request, and reads the answer. The balancer chooses the tap. */
  get(target: string): Promise<void>;
  /** The same for a write. */
  put(target: string): Promise<void>;
}

/** The candidate answers this target with something else. */
export const differentTarget = '/differs';

/** Starts two taps and two hubs, and their deployments in this process. */
export async function startEchoFleet(): Promise<EchoFleet> {
  await using started = new AsyncDisposableStack();
  const asked: string[] = [];
  const written: string[] = [];
  let answered = 0;
  const serve = async (server: Server): Promise<string> => {
    started.defer(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${await listen(server)}`;
  };
  const primary = await serve(
    // A connection that it closes as a request comes would make the balancer send that request twice.
    createServer({ keepAliveTimeout: 0 }, (message, response) => {
      answered += 1;
      response.end(`{"at":"${message.url}"}`);
    }),
  );
  const candidate = await serve(
    createServer((message, response) => {
      asked.push(message.url ?? '');
      if (message.method === 'PUT') written.push(message.url ?? '');
      response.end(message.url === differentTarget ? '{"at":null}' : `{"at":"${message.url}"}`);
    }),
  );
  const fleet = started.use(await startFleet({ primary, candidate, taps: 2, hubs: 2 }));
  const send = async (method: 'GET' | 'PUT', target: string): Promise<void> => {
    const { body } = await request(`${fleet.url}${target}`, { method });
    await body.dump();
  };
  const all = started.move();
  return {
    fleet,
    asked,
    answered: () => answered,
    written,
    get: (target) => send('GET', target),
    put: (target) => send('PUT', target),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
