import type { Slot } from './connection-slots.ts';
import { type ProxyHeaderFault, readProxyHeader } from './proxy-header.ts';
import { emptyBuffer } from '../vocabulary/no-bytes.ts';

/**
 * Reads the PROXY header of each admitted connection first. No byte of a connection without a valid header goes any
 * further. The slots end a connection whose header is late, as they do during a TLS handshake.
 *
 * @param greet gets the connection paused, with the bytes behind the header still to be read
 * @returns what to call in place of `greet`
 */
export function afterProxyHeader(
  greet: (slot: Slot) => void,
  onFault: (fault: ProxyHeaderFault) => void,
): (slot: Slot) => void {
  return (slot) => {
    const { socket } = slot;
    let held: Buffer = emptyBuffer;

    function onData(chunk: Buffer): void {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const header = readProxyHeader(held);
      if (header.kind === 'incomplete') return;
      socket.off('data', onData);
      socket.off('end', onEnd);
      if (header.kind === 'invalid') {
        refuse(header.fault);
        return;
      }
      slot.clientAddress = header.address;
      socket.pause();
      const rest = held.subarray(header.length);
      held = emptyBuffer;
      if (rest.length > 0) socket.unshift(rest);
      greet(slot);
    }

    /** A connection that sends nothing only checks whether the port is open. */
    function onEnd(): void {
      if (held.length > 0) refuse('malformed');
      else socket.destroy();
    }

    function refuse(fault: ProxyHeaderFault): void {
      onFault(fault);
      socket.destroy();
    }

    socket.on('data', onData);
    socket.on('end', onEnd);
  };
}
