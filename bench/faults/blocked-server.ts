/** A server whose event loop is blocked: `node blocked-server.ts for-ever|often`; prints its port. */
import { writeSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { soundAnswer } from './messages.ts';

const blockedMs = 80;
const freeMs = 20;
const never = new Int32Array(new SharedArrayBuffer(4));

const isForEver = process.argv[2] === 'for-ever';
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    socket.write(soundAnswer(chunk.toString('latin1').split(' ')[1] ?? ''));
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: isForEver ? 1 : 511 }, () => {
  writeSync(1, `${(server.address() as AddressInfo).port}\n`);
  if (isForEver) Atomics.wait(never, 0, 0);
  setInterval(() => Atomics.wait(never, 0, 0, blockedMs), freeMs);
});
