import { once } from 'node:events';
import { lstatSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import { connect, type AddressInfo, type Server } from 'node:net';
import type { Config } from '../config/schema.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import { socketUrl } from '../vocabulary/unix-socket.ts';
import { codeOf } from '../wire/own-limits.ts';

const backlog = 4096;

/** Leaves `rw-rw----`: the owner and the group of the process may connect. */
const socketUmask = 0o117;

/** The inodes of the Unix sockets that servers listen on. */
const inodes = new WeakMap<Server, number>();

/**
 * Makes a server listen. A Unix socket that a dead process has left is replaced.
 *
 * @returns where it listens, as a client would write it; rejects with the system's error, or with `listen_failed`
 *   for a Unix socket
 */
export async function listenAt(
  server: Server,
  listen: Config['listen'],
): Promise<AddressInfo | string> {
  if (!('socket' in listen)) {
    server.listen({ host: listen.host, port: listen.port, backlog });
    await once(server, 'listening');
    return server.address() as AddressInfo;
  }
  const { socket } = listen;
  await removeStale(socket);
  // Bound with its final mode: between two calls, anybody could connect.
  const umask = process.umask(socketUmask);
  try {
    server.listen({ path: socket, backlog });
  } finally {
    process.umask(umask);
  }
  try {
    await once(server, 'listening');
  } catch (error) {
    throw listenFault(socket, reasonOf(error));
  }
  const inode = inodeOf(socket);
  if (inode !== null) inodes.set(server, inode);
  return socketUrl(socket);
}

/**
 * Stops listening, and removes the Unix socket of the server. libuv removes any file at its path, so a file that
 * has replaced it is moved aside meanwhile.
 */
export function stopListening(server: Server): void {
  const path = server.address();
  const found = typeof path === 'string' ? inodeOf(path) : null;
  if (typeof path !== 'string' || found === null || found === inodes.get(server)) {
    server.close();
    return;
  }
  const aside = `${path}.${process.pid}`;
  const isAside = rename(path, aside);
  server.close();
  if (isAside) rename(aside, path);
}

/** The stop must continue: without permission to rename a file, libuv cannot remove it either. */
function rename(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}

function inodeOf(path: string): number | null {
  try {
    return lstatSync(path).ino;
  } catch {
    return null;
  }
}

/** Removes the file of a socket that nobody listens on. */
async function removeStale(path: string): Promise<void> {
  if (!isSocketFile(path)) return;
  const code = await connectCode(path);
  if (code === 'unix:ENOENT') return;
  if (code === '' || code === 'unix:EAGAIN')
    throw listenFault(path, 'another program listens there');
  if (code !== 'ECONNREFUSED') {
    throw listenFault(path, `it is unknown whether another program listens there (${code})`);
  }
  // Another file may be there since.
  if (isSocketFile(path)) remove(path);
}

/** @throws `listen_failed` if there is a file that is not a socket: it may be anything */
function isSocketFile(path: string): boolean {
  const found = statusOf(path);
  if (found === null) return false;
  if (found.isSocket()) return true;
  throw listenFault(path, 'the file is not a socket: remove it, or write another path');
}

function statusOf(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    throw listenFault(path, reasonOf(error));
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    const reason = error instanceof Error ? codeOf(error) : '';
    throw listenFault(path, `the socket of a process that has ended cannot be removed (${reason})`);
  }
}

/** The code of the error of a connection to a socket; empty if it opened. */
async function connectCode(path: string): Promise<string> {
  const socket = connect({ path });
  try {
    await once(socket, 'connect');
    return '';
  } catch (error) {
    return error instanceof Error ? codeOf(error) || 'unknown' : 'unknown';
  } finally {
    socket.destroy();
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error ? codeOf(error) : '';
  if (code === 'EADDRINUSE') return 'another program listens there (EADDRINUSE)';
  // libuv reports a folder that does not exist in the same way.
  return code === 'EACCES' || code === 'ENOTDIR'
    ? `its folder does not exist, or this user may not write to it (${code})`
    : code;
}

function listenFault(path: string, reason: string): ParallaxError {
  return new ParallaxError('listen_failed', `cannot listen on ${socketUrl(path)}: ${reason}`);
}
