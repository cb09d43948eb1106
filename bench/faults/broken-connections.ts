import type { Socket } from 'node:net';
import { type Fault, playedFault } from './fault.ts';
import { answer, soundAnswer } from './messages.ts';

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
/** The pause before a reset, which could overtake the bytes before it. */
const beforeResetMs = 100;
const oneMegabyte = 2 ** 20;

function thenReset(written: string): (socket: Socket) => void {
  return (socket) => {
    if (written !== '') socket.write(written);
    setTimeout(() => socket.resetAndDestroy(), beforeResetMs);
  };
}

function write(written: string): (socket: Socket) => void {
  return (socket) => void socket.write(written);
}

/** Writes as fast as the peer reads, until it stops. */
function pour(first: string, piece: string): (socket: Socket) => void {
  const bytes = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)));
  return (socket) => {
    socket.write(first);
    const more = (): void => {
      if (!socket.destroyed && !socket.writableEnded) socket.write(bytes, () => setImmediate(more));
    };
    more();
  };
}

function oneByteASecond(socket: Socket): void {
  const bytes = answer('{}').toString('latin1').split('');
  const start = bytes.splice(0, bytes.length - 3).join('');
  socket.write(start);
  const timer = setInterval(() => {
    const byte = bytes.shift();
    if (byte === undefined || socket.destroyed) clearInterval(timer);
    else socket.write(byte, () => bytes.length === 0 && socket.end());
  }, 1_000);
}

/** Another time for each answer, and the same sequence in each run. */
let idleMs = 1;

const hangs = { quietMs: 1_500 };
const endless = { bytesMax: oneMegabyte };

/** Connections that break, hang or never end. */
export const brokenConnections: readonly Fault[] = [
  playedFault(
    'reset at accept',
    { onAccept: (socket) => socket.resetAndDestroy() },
    { expect: 'either' },
  ),
  playedFault('closes at accept', { onAccept: (socket) => socket.end() }),
  playedFault('reset before the answer', { onRequest: thenReset('') }),
  playedFault('reset within the head', { onRequest: thenReset('HTTP/1.1 200 OK\r\nContent-Le') }),
  playedFault('reset after the head', { onRequest: thenReset(`${head}Content-Length: 9\r\n\r\n`) }),
  playedFault('reset within the body', {
    onRequest: thenReset(`${head}Content-Length: 100\r\n\r\n{"half":`),
  }),
  playedFault('reset between chunks', {
    onRequest: thenReset(`${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n`),
  }),
  playedFault('reset within a body without length', {
    onRequest: thenReset(`${head}Connection: close\r\n\r\n{"half":`),
  }),
  playedFault('closes before the answer', { onRequest: (socket) => socket.end() }),
  playedFault('closes within the body', {
    onRequest: (socket) => socket.end(`${head}Content-Length: 100\r\n\r\n{"half":`),
  }),
  playedFault('hangs for ever', { onRequest: () => undefined }, hangs),
  playedFault(
    'hangs after the head',
    { onRequest: write(`${head}Content-Length: 9\r\n\r\n`) },
    hangs,
  ),
  playedFault(
    'hangs within the body',
    { onRequest: write(`${head}Content-Length: 100\r\n\r\n{"half":`) },
    hangs,
  ),
  playedFault('one byte a second', { onRequest: oneByteASecond }),
  playedFault('an endless body', { onRequest: pour(`${head}\r\n`, 'x') }, endless),
  playedFault(
    'endless chunks',
    { onRequest: pour(`${head}Transfer-Encoding: chunked\r\n\r\n`, '4\r\nabcd\r\n') },
    endless,
  ),
  playedFault('an endless head', { onRequest: pour(head, 'X-More: x\r\n') }, endless),
  playedFault(
    'endless interim answers',
    { onRequest: pour('', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n') },
    endless,
  ),
  playedFault(
    'the answer before the request',
    {
      onAccept: (socket) => void socket.write(answer('{"too":"early"}')),
      onRequest: () => undefined,
    },
    hangs,
  ),
  playedFault(
    'closes with Connection: keep-alive',
    {
      onRequest: (socket, path) => {
        const sound = soundAnswer(path).toString('latin1');
        socket.end(sound.replace('\r\n', '\r\nConnection: keep-alive\r\n'), 'latin1');
      },
    },
    { mayMatch: true },
  ),
  playedFault(
    'closes idle connections at random',
    {
      onRequest: (socket, path) => {
        socket.write(soundAnswer(path));
        idleMs = (idleMs * 7 + 3) % 20;
        setTimeout(() => socket.end(), idleMs);
      },
    },
    { mayMatch: true, expect: 'whole answers' },
  ),
];
