/** The types that the tests use: these packages have none. */
declare module 'json-server' {
  import type { RequestListener } from 'node:http';

  interface Application extends RequestListener {
    use(handler: unknown): void;
  }

  interface JsonServer {
    create(): Application;
    bodyParser: unknown;
    router(database: object): unknown;
  }

  const jsonServer: JsonServer;
  export default jsonServer;
}
