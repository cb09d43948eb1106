import type { Socket } from 'node:net';
import { rawServer } from '../../test/support/raw-socket.ts';
import { faultPath, soundAnswer } from './messages.ts';

/** What a server does to a connection. */
export interface Play {
  /** Acts before a request has come. */
  readonly onAccept?: (socket: Socket) => void;
  /** Acts on a request under `faultPath`; by default the answer is sound. */
  readonly onRequest?: (socket: Socket, path: string) => void;
}

/** A server that has a fault. */
export interface FaultyServer extends AsyncDisposable {
  readonly url: string;
}

/** An HTTP server that answers soundly except where it plays a fault. */
export interface PlayingServer extends FaultyServer {
  /** Breaks all connections, and from now on plays the given fault, or none. */
  play(fault?: Play): void;
}

export async function startPlaying(): Promise<PlayingServer> {
  let playing: Play = {};
  const sockets = new Set<Socket>();
  const { port, close } = await rawServer((socket) => {
    const { onAccept, onRequest } = playing;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    let rest = '';
    socket.on('data', (chunk: Buffer) => {
      const heads = (rest + chunk.toString('latin1')).split('\r\n\r\n');
      rest = heads.pop() ?? '';
      for (const head of heads) {
        const path = head.split(' ')[1] ?? '';
        if (socket.destroyed || socket.writableEnded) return;
        if (onRequest !== undefined && path.startsWith(faultPath)) onRequest(socket, path);
        else socket.write(soundAnswer(path));
      }
    });
    socket.on('end', () => socket.end());
    onAccept?.(socket);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    play(fault = {}) {
      playing = fault;
      for (const socket of sockets) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}
