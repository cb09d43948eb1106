/** A candidate that thinks about each request: `node thinking-candidate.ts MS`; prints where it listens. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const thinkMs = Number(process.argv[2]);

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  setTimeout(() => response.end('{}'), thinkMs);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening ${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => process.exit());
