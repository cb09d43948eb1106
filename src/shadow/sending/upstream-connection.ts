import type { Socket } from 'node:net';
import { buildConnector, Client, type Dispatcher } from 'undici';
import { NotConnected } from './leg-failure.ts';
import type { ShadowRequest } from './shadow-request.ts';

type Connector = buildConnector.connector;

/** As much as the live plane takes from primary; undici's own limit is Node's, a quarter of it. */
const headBytesMax = 64 * 1024;

/** What all connections to a candidate share: TLS sessions among other things. */
export interface UpstreamConnectionOptions {
  /** An origin. */
  readonly url: string;
  readonly connect: Connector;
}

/** Counts the connections to a deployment that are open. */
class OpenConnections {
  readonly #onLastClosed: () => void;
  #open = 0;

  constructor(onLastClosed: () => void) {
    this.#onLastClosed = onLastClosed;
  }

  add(socket: Socket): void {
    let closedByPeer = false;
    this.#open += 1;
    socket.once('end', () => (closedByPeer = true));
    socket.once('error', () => (closedByPeer = true));
    socket.once('close', () => {
      this.#open -= 1;
      if (closedByPeer && this.#open === 0) this.#onLastClosed();
    });
  }
}

/**
 * @param connectTimeoutMs after which a connection that never comes about is given up
 * @param onLastClosed called when the other side has closed the last connection that was open
 */
export function upstreamConnectionOptions(
  url: string,
  connectTimeoutMs: number,
  onLastClosed: () => void,
): UpstreamConnectionOptions {
  const open = new OpenConnections(onLastClosed);
  const connector = buildConnector({ allowH2: false, timeout: connectTimeoutMs });
  return {
    url,
    // TLS is with the candidate under its own name, whatever Host the client asked for.
    connect: (options, callback) =>
      connector({ ...options, servername: '' }, (error, socket) => {
        if (error === null) {
          open.add(socket);
          callback(null, socket);
        } else callback(new NotConnected('not connected', { cause: error }), null);
      }),
  };
}

/**
 * One connection to the candidate, made anew when it is broken or closed, with one request on it at
 * a time. Undici connects and reads the answers. Unlike a client in undici's Pool this can say
 * whether its connection was used before.
 */
export class UpstreamConnection {
  readonly #options: UpstreamConnectionOptions;
  readonly #servername: string;
  #client: Client;
  #socket: Socket | null = null;
  /** What is to be written next. */
  #request: ShadowRequest | null = null;
  #used = false;

  constructor(options: UpstreamConnectionOptions) {
    this.#options = options;
    this.#servername = new URL(options.url).hostname;
    this.#client = this.#connectOnDemand();
  }

  dispatch(request: ShadowRequest, handler: Dispatcher.DispatchHandler): void {
    this.#request = request;
    // Undici must know which answers have no body; it never writes the request itself.
    const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
    // Not in undici's types. Without it, undici would take the name in the certificate from Host.
    const options = { method, path: '/', servername: this.#servername } as const;
    this.#client.dispatch(options, handler);
  }

  /** To be called when a request goes out: whether another one did before, on this connection. */
  use(): boolean {
    const used = this.#used;
    this.#used = true;
    return used;
  }

  /** The system has not yet taken all that was written. */
  get isWriting(): boolean {
    return this.#socket?.writableNeedDrain === true;
  }

  /** Calls back when the system has taken what it had not. */
  onceWritten(callback: () => void): void {
    this.#socket?.once('drain', callback);
  }

  /** Makes the next request use a new connection; none may be under way on this one. */
  renew(): void {
    if (this.#used) this.abandon();
  }

  /** Drops a request that waits for a connection, and the attempt to make one. */
  abandon(): void {
    void this.#client.destroy();
    this.#client = this.#connectOnDemand();
    this.#used = false;
  }

  destroy(): Promise<void> {
    return this.#client.destroy();
  }

  /**
   * Undici can only write HTTP/1.1, with a Host, fields in its own order, and no trailers. It writes once
   * for each request; that write is replaced by the client's request.
   */
  #writeInPlace(socket: Socket): void {
    const write = socket.write.bind(socket);
    socket.write = (): boolean => {
      if (this.#request === null) throw new Error('undici wrote more than once for a request');
      const { head, body } = this.#request;
      this.#request = null;
      if (body === null) return write(head, 'latin1');
      socket.cork();
      write(head, 'latin1');
      const hasRoom = write(body);
      socket.uncork();
      return hasRoom;
    };
  }

  #connectOnDemand(): Client {
    const connect: Connector = (options, callback) =>
      this.#options.connect(options, (...result) => {
        // One that was abandoned may still come about.
        if (this.#client === client) {
          this.#socket = result[1];
          this.#used = false;
          if (this.#socket !== null) this.#writeInPlace(this.#socket);
        }
        callback(...result);
      });
    const client: Client = new Client(this.#options.url, {
      connect,
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: headBytesMax,
      // Deadlines are the leg's, over the whole of it.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return client;
  }
}
