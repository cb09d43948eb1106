import { once } from 'node:events';
import { connect } from 'node:net';

/** How reading ended. `quiet`: no more bytes came in time; `enough`: the client had enough bytes. */
type End = 'FIN' | 'RST' | 'quiet' | 'enough' | 'refused';

/** What a client got, octet by octet. */
export interface Reading {
  readonly bytes: Buffer;
  readonly end: End;
}

interface Limits {
  readonly bytesMax: number;
  /** The client gives up after so long without a byte. */
  readonly quietMs: number;
}

/** A client's connection without an HTTP library, which would repair or hide bytes. */
export interface Connection {
  /** The server has closed it. */
  readonly isOver: boolean;
  write(text: string): void;
  read(limits: Limits): Promise<Reading>;
  close(): void;
}

/** @returns null if nobody accepts it */
export async function openConnection(port: number): Promise<Connection | null> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let held: Buffer[] = [];
  let heldBytes = 0;
  let over: 'FIN' | 'RST' | null = null;
  let wake: (() => void) | null = null;
  const finish = (how: 'FIN' | 'RST'): void => {
    over ??= how;
    wake?.();
  };
  socket.on('data', (chunk: Buffer) => {
    held.push(chunk);
    heldBytes += chunk.length;
    wake?.();
  });
  socket.on('end', () => finish('FIN'));
  socket.on('error', () => finish('RST'));
  const refused = await once(socket, 'connect').then(
    () => false,
    // A connection that is reset while it opens counts as opened.
    (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
  );
  if (refused) return null;

  function take(bytes: number, end: End): Reading {
    const all = Buffer.concat(held);
    const taken = all.subarray(0, bytes);
    held = [all.subarray(taken.length)];
    heldBytes = all.length - taken.length;
    return { bytes: taken, end };
  }

  /** @returns whether something happened in time */
  async function somethingWithin(ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    // Bytes that came while this thread was busy are read first.
    const timer = setTimeout(() => setImmediate(() => resolve(false)), ms);
    wake = () => resolve(true);
    const happened = await promise;
    clearTimeout(timer);
    return happened;
  }

  return {
    get isOver() {
      return over !== null;
    },
    write: (text) => void socket.write(text, 'latin1'),
    async read({ bytesMax, quietMs }) {
      for (;;) {
        if (heldBytes >= bytesMax) return take(bytesMax, 'enough');
        if (over !== null) return take(heldBytes, over);
        if (!(await somethingWithin(quietMs))) return take(heldBytes, 'quiet');
      }
    },
    close() {
      finish('FIN');
      socket.destroy();
    },
  };
}
