import { posix } from 'node:path';
import { socketUrl } from '../vocabulary/unix-socket.ts';

/** A Unix socket to listen on. */
export interface SocketAddress {
  /** Absolute. */
  readonly socket: string;
}

/** The system has 108 bytes for the path, and a NUL ends it. */
const pathBytesMax = 107;

/** Whether a text means a Unix socket, however badly it is written. */
export function isSocketText(text: string): boolean {
  // A host may be called `unix`.
  return /^(?:http\+)?unix:|^https?:\/\/unix:(?!\d)/i.test(text);
}

/**
 * What is wrong with a text that means a Unix socket, and what to write instead; null if nothing is. The words do not
 * contain the text.
 */
export function socketFault(text: string): string | null {
  const path = pathIn(text);
  if (path === null) return 'write a Unix socket as unix:/PATH, for example unix:/run/api.sock';
  if (/^[@\0]/.test(path)) {
    return 'abstract sockets are not supported, because any process may take their names: write the path of a socket file, unix:/run/api.sock';
  }
  if (!/^\/(?!\/(?!\/))/.test(path)) {
    return 'the path of a Unix socket begins with one slash: write unix:/run/api.sock';
  }
  if (/[\0-\x1f\x7f:]/.test(path)) {
    return 'the path of a Unix socket has no colon or control character: write unix:/run/api.sock alone';
  }
  if (/\/\.{0,2}$/.test(path)) return 'this is a folder: write the path of a socket file in it';
  const bytes = Buffer.byteLength(posix.normalize(path));
  return bytes > pathBytesMax
    ? `the path of a Unix socket has at most ${pathBytesMax} bytes, this one has ${bytes}: write a shorter one`
    : null;
}

/** @param text without a fault */
export function socketAddressOf(text: string): SocketAddress {
  return { socket: posix.normalize(pathIn(text) ?? '') };
}

/** A valid text as `unix:/PATH`, so that equal sockets have equal URLs. */
export function normalSocketUrl(text: string): string {
  return socketUrl(socketAddressOf(text).socket);
}

function pathIn(text: string): string | null {
  return /^unix:(.*)$/s.exec(text)?.[1] ?? null;
}
