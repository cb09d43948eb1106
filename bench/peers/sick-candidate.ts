/** A candidate that fails in one way: `node sick-candidate.ts MODE`; prints where it listens. */
import { type AddressInfo, createServer, type Socket } from 'node:net';

const answer = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

const modes: Readonly<Record<string, (socket: Socket) => void>> = {
  hung: () => undefined,
  resets: (socket) => {
    socket.write(`${answer}Content-Length: 100\r\n\r\n{"half":`, () => socket.resetAndDestroy());
  },
  slow: (socket) => {
    setTimeout(() => socket.write(`${answer}Content-Length: 2\r\n\r\n{}`), 5000);
  },
  endless: (socket) => {
    socket.write(`${answer}\r\n`);
    const piece = Buffer.alloc(64 * 1024, 'x');
    const pour = (): void => {
      while (socket.writable && socket.write(piece));
    };
    socket.on('drain', pour);
    pour();
  },
};

const behave = modes[process.argv[2] ?? ''];
if (behave === undefined) throw new Error(`one of ${Object.keys(modes).join(', ')}`);

const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', () => behave(socket));
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening ${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => process.exit());
