import { posix } from 'node:path';
import { failure, type Result, success } from '../vocabulary/result.ts';
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
 * Reads a text that means a Unix socket. The fault says what to write instead, and does not contain the text.
 */
export function parseSocket(text: string): Result<SocketAddress> {
  const path = /^unix:(.*)$/s.exec(text)?.[1];
  if (path === undefined) {
    return failure('write a Unix socket as unix:/PATH, for example unix:/run/api.sock');
  }
  const fault = pathFault(path);
  return fault === null ? success({ socket: posix.normalize(path) }) : failure(fault);
}

/** The same as `unix:/PATH`: equal sockets have equal URLs. */
export function parseSocketUrl(text: string): Result<string> {
  const { value, fault } = parseSocket(text);
  return fault === null ? success(socketUrl(value.socket)) : failure(fault);
}

function pathFault(path: string): string | null {
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
