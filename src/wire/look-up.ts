import { lookup } from 'node:dns';
import { closeSync, openSync } from 'node:fs';
import type { LookupFunction } from 'node:net';

/** As many as the resolver has open at once: the file of hosts, its own settings, and a socket. */
const descriptorsNeeded = 4;

/**
 * Looks up a host as the system does. Where no descriptor is left, the system's resolver can read neither the
 * file of hosts nor its settings and says that there is no such host: that is not what the deployment is
 * to be blamed for.
 */
export const lookUpHost: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error, address, family) => {
    callback(error?.code === 'ENOTFOUND' ? (lackOfDescriptors() ?? error) : error, address, family);
  });
};

/** @returns the system's error where it has no descriptors left, and null where it has */
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
