import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, basename } from 'node:path';
import type { Config } from '../config/schema.ts';
import { socketPathOf } from '../vocabulary/unix-socket.ts';

/**
 * Resolves symbolic links, so that a socket file that several paths lead to has one path. The file need not
 * exist.
 */
export function socketFileOf(path: string): string {
  return realPath(path) ?? join(realPath(dirname(path)) ?? dirname(path), basename(path));
}

/** A warning about a Unix socket of a config, as seen from this machine. */
export interface SocketWarning {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * Returns warnings and not faults: the sockets may exist only while Parallax runs, or only on its machine.
 */
export function socketWarnings(config: Config): readonly SocketWarning[] {
  const { listen, primary, candidate, secondary } = config;
  const deployments = [
    ['primary', primary.url],
    ['candidate', candidate.url],
    ['secondary', secondary?.kind === 'instance' ? secondary.url : ''],
  ] as const;
  const ofDeployments = deployments.flatMap(([name, url]) => {
    const socket = socketPathOf(url);
    const message = socket === null ? null : upstreamDoubt(socket);
    return message === null ? [] : [{ path: [name, 'url'], message }];
  });
  const doubt = 'socket' in listen ? listenDoubt(listen.socket) : null;
  return doubt === null ? ofDeployments : [{ path: ['listen'], message: doubt }, ...ofDeployments];
}

function upstreamDoubt(path: string): string | null {
  const found = statusOf(path, statSync);
  if (found === null) return `${path} does not exist here`;
  return found.isSocket() ? null : `${path} is not a socket`;
}

function listenDoubt(path: string): string | null {
  if (statusOf(dirname(path), statSync)?.isDirectory() !== true) {
    return `the folder of ${path} does not exist here`;
  }
  const found = statusOf(path, lstatSync);
  return found === null || found.isSocket() ? null : `${path} is not a socket`;
}

function statusOf(path: string, status: (path: string) => Stats): Stats | null {
  try {
    return status(path);
  } catch {
    return null;
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
