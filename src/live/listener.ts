import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { CurrentTls } from '../config/current-tls.ts';
import type { Config } from '../config/schema.ts';
import { noteCarrier } from './break-off.ts';
import type { ConnectionSlots, Slot } from './connection-slots.ts';
import { afterProxyHeader } from './proxy-greeter.ts';
import type { ProxyHeaderFault } from './proxy-header.ts';

export interface ListenerEvents {
  /** A client can be served; over TLS, after its handshake. */
  readonly onClient: (client: Socket, slot: Slot) => void;
  readonly onTlsFault: (error: NodeJS.ErrnoException) => void;
  /** A connection was closed, as `proxyProtocol` is on and it began without a valid PROXY header. */
  readonly onProxyHeaderFault: (fault: ProxyHeaderFault) => void;
}

/** With half-open sockets, only this notices a client that vanishes during its handshake. */
const handshakeTimeoutMs = 10_000;

/** Creates a server that hands each connection to the slots. It does not listen yet. */
export function createListener(slots: Pick<ConnectionSlots, 'accept'>): Server {
  const options = { allowHalfOpen: true, noDelay: true };
  return createTcpServer(options, (socket) => slots.accept(socket));
}

/**
 * @param tls null to serve plain HTTP
 * @returns a function that turns an admitted connection into a client
 */
export function createGreeter(
  { limits, proxyProtocol }: Pick<Config, 'limits' | 'proxyProtocol'>,
  tls: CurrentTls | null,
  events: ListenerEvents,
): (slot: Slot) => void {
  const { onClient, onProxyHeaderFault } = events;
  if (tls !== null) {
    const greet = createTlsGreeter(limits, tls, events);
    return proxyProtocol ? afterProxyHeader(greet, onProxyHeaderFault) : greet;
  }
  const greet = (slot: Slot): void => onClient(slot.socket, slot);
  if (!proxyProtocol) return greet;
  return afterProxyHeader((slot) => {
    greet(slot);
    slot.socket.resume();
  }, onProxyHeaderFault);
}

function createTlsGreeter(
  limits: Config['limits'],
  tls: CurrentTls,
  { onClient, onTlsFault }: ListenerEvents,
): (slot: Slot) => void {
  const handshakes = new Map<string, Slot>();
  const server = createTlsServer({
    ...tls.contents,
    // The framer reads only HTTP/1.1: a client must not choose HTTP/2.
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: Math.min(handshakeTimeoutMs, limits.headTimeoutMs),
  });
  // Open connections keep their certificate.
  tls.onRenewed((contents) => server.setSecureContext(contents));
  server.on('tlsClientError', onTlsFault);
  server.on('secureConnection', (client) => {
    const slot = handshakes.get(addressOf(client));
    if (slot === undefined) {
      client.destroy();
      return;
    }
    noteCarrier(client, slot.socket);
    onClient(client, slot);
  });
  return (slot) => {
    // The TLS server does not report which connection a client came from.
    const address = addressOf(slot.socket);
    handshakes.set(address, slot);
    slot.socket.on('close', () => {
      // A client that was reset may have connected again from the same port.
      if (handshakes.get(address) === slot) handshakes.delete(address);
    });
    server.emit('connection', slot.socket);
  };
}

function addressOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
