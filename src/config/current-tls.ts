import { unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Logger } from '../log.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import { readTlsFiles, type TlsContents, type TlsFiles } from './tls-files.ts';

/** The part of the config that names the files. */
export type TlsPart = 'listen' | 'admin' | 'primary' | 'candidate' | 'secondary';

/** The same for watched metrics and Prometheus. */
export type WatchedTlsPart = 'primary.metrics' | 'candidate.metrics' | 'prometheus';

export interface CurrentTlsOptions {
  readonly part: TlsPart | WatchedTlsPart;
  readonly files: TlsFiles;
  readonly log: Logger;
}

/** The contents of TLS files as they were when they could last be used. */
export interface CurrentTls {
  readonly contents: TlsContents;
  readonly context: SecureContext;
  /** The files have changed since then, and cannot be used. */
  readonly isRefused: boolean;
  /** Registers a function that is called with new contents. */
  onRenewed(renew: (contents: TlsContents) => void): void;
  /** Checks now whether the files have changed. */
  reread(): void;
  close(): void;
}

/**
 * How often to check whether a path leads to another file or other contents. Watching a directory would miss
 * a swapped symbolic link above it, and every change on a network file system.
 */
const lookEveryMs = 1_000;

/**
 * Reads TLS files, and reloads them whenever they change. If new files cannot be used, such as a new
 * certificate whose key is not there yet, the previous ones stay in use.
 *
 * @throws ParallaxError `tls_files` if the first files cannot be used
 */
export function openCurrentTls({ part, files, log }: CurrentTlsOptions): CurrentTls {
  const paths = [files.ca, files.cert, files.key].filter((path) => path !== undefined);
  const first = readTlsFiles(files);
  const [fault] = first.faults;
  if (fault !== undefined) {
    throw new ParallaxError(
      'tls_files',
      `the TLS files of ${part}: ${fault.key}: ${fault.message}`,
    );
  }
  let { contents } = first;
  let context: SecureContext | null = null;
  let isRefused = false;
  const renewals: ((contents: TlsContents) => void)[] = [];

  function reread(): void {
    const read = readTlsFiles(files);
    isRefused = read.faults.length > 0;
    if (isRefused) {
      const faults = read.faults.map(({ key, message }) => `${key}: ${message}`);
      log.warn({ part, faults }, 'the new TLS files cannot be used; the previous ones stay in use');
      return;
    }
    if (isSame(read.contents, contents)) return;
    contents = read.contents;
    context = null;
    for (const renew of renewals) renew(contents);
    log.info({ part }, 'TLS files were reloaded');
  }

  const options = { interval: lookEveryMs, persistent: false };
  for (const path of paths) watchFile(path, options, reread);
  // The watch does not notice a change before its first look.
  const second = setTimeout(reread, 2 * lookEveryMs).unref();
  return {
    get contents() {
      return contents;
    },
    get context() {
      return (context ??= createSecureContext(contents));
    },
    get isRefused() {
      return isRefused;
    },
    onRenewed: (renew) => void renewals.push(renew),
    reread,
    close: () => {
      clearTimeout(second);
      for (const path of paths) unwatchFile(path, reread);
    },
  };
}

function isSame(a: TlsContents, b: TlsContents): boolean {
  return (['ca', 'cert', 'key'] as const).every(
    (key) => a[key] === b[key] || (a[key] !== undefined && b[key]?.equals(a[key]) === true),
  );
}
