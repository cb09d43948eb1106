import { lookup } from 'node:dns';
import { closeSync, openSync } from 'node:fs';
import type { LookupFunction } from 'node:net';

/** The resolver needs this many at once, for the hosts file, its settings and sockets. */
const descriptorsNeeded = 4;

/**
 * Looks up a host with the system's resolver. Without a free descriptor, the resolver can read neither the hosts
 * file nor its settings and reports an unknown host, which would blame the deployment.
 */
export const lookUpHost: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error, address, family) => {
    callback(error?.code === 'ENOTFOUND' ? (lackOfDescriptors() ?? error) : error, address, family);
  });
};

/** @returns the system's error if no descriptors are left, otherwise null */
function lackOfDescriptors(): NodeJS.ErrnoException | null {
  const opened: number[] = [];
  try {
    while (opened.length < descriptorsNeeded) opened.push(openSync(process.execPath, 'r'));
    return null;
  } catch (error) {
    const found = error as NodeJS.ErrnoException;
    return found.code === 'EMFILE' || found.code === 'ENFILE' ? found : null;
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}
