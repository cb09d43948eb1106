import { once } from 'node:events';
import type { Server } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionSlots, ServedConnection } from './connection-slots.ts';
import { stopListening } from './listen-at.ts';

export interface DrainOptions {
  readonly server: Server;
  readonly slots: Pick<ConnectionSlots, 'breakOff' | 'stop'>;
  readonly served: Iterable<ServedConnection>;
  readonly deadlineMs: number;
}

/** How long a drained connection may stay idle, so that a request that was just sent is still answered. */
const idleWaitMsMax = 1_000;

/**
 * Accepts no more connections, and lets the present ones end.
 *
 * @returns when the last one has closed, or was reset at the deadline
 */
export async function drainConnections({
  server,
  slots,
  served,
  deadlineMs,
}: DrainOptions): Promise<void> {
  const closeIdle = (): void => {
    for (const connection of served) connection.closeWhenIdle();
  };
  for (const connection of served) connection.drain();
  const closed = once(server, 'close');
  // A busy thread reads nothing, so answers that have come meanwhile are passed on first.
  const deadline = setTimeout(() => setImmediate(() => slots.breakOff('all')), deadlineMs);
  const idleWaitMs = Math.min(idleWaitMsMax, deadlineMs / 4);
  // Closing the listener resets the connections that the kernel holds, so these are accepted first.
  await nextTurn();
  await nextTurn();
  stopListening(server);
  slots.stop();
  await Promise.race([closed, sleep(idleWaitMs, null, { ref: false })]);
  // The bytes that the kernel holds are read first.
  await nextTurn();
  closeIdle();
  slots.breakOff('handshakes');
  // An answer before the end of its request did not announce the close.
  const later = setInterval(() => setImmediate(closeIdle), Math.max(10, idleWaitMs));
  await closed;
  clearInterval(later);
  clearTimeout(deadline);
}
