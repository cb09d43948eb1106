import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { FileStore } from '@tus/file-store';
import { Server as TusServer } from '@tus/server';
import { jsonGraphqlExpress } from 'json-graphql-server/node';
import jsonServer from 'json-server';
import type { ServerName, ServerSetup } from './start-server.ts';

const { name, directory } = workerData as ServerSetup;

const listeners: Readonly<Record<ServerName, () => RequestListener>> = {
  /** Ids are counted, or have seven random letters where the first one is a word. */
  'json-server'() {
    const app = jsonServer.create();
    app.use(jsonServer.bodyParser);
    app.use(jsonServer.router({ posts: [], comments: [], notes: [{ id: 'first', text: 'a' }] }));
    return app;
  },
  /** A GraphQL API over collections in memory. */
  'json-graphql-server'() {
    const app = jsonServer.create();
    const users = [{ id: 123, name: 'John' }];
    const posts = [{ id: 1, title: 'Lorem', views: 254, user_id: 123 }];
    app.use(jsonGraphqlExpress({ users, posts }));
    return app;
  },
  /** Resumable uploads. */
  tus() {
    const server = new TusServer({ path: '/files', datastore: new FileStore({ directory }) });
    return (request, response) => void server.handle(request, response);
  },
};

// A busy machine lets connections idle for longer than servers keep them.
const server = createServer({ keepAliveTimeout: 0 }, listeners[name]()).listen(0, '127.0.0.1');
await once(server, 'listening');
parentPort?.postMessage((server.address() as AddressInfo).port);
