import { unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Logger } from '../log.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import { readTlsFiles, type TlsContents, type TlsFiles } from './tls-files.ts';

/** Whose files they are: a key of the config. */
export type TlsPart = 'listen' | 'admin' | 'primary' | 'candidate' | 'secondary';

export interface CurrentTlsOptions {
  readonly part: TlsPart;
  readonly files: TlsFiles;
  readonly log: Logger;
}

/** TLS files as they are now: those of the last time that they could be used. */
export interface CurrentTls {
  readonly contents: TlsContents;
  readonly context: SecureContext;
  /** The files have changed since, and cannot be used. */
  readonly isRefused: boolean;
  /** To be called with each new contents. */
  onRenewed(renew: (contents: TlsContents) => void): void;
  /** Looks at once whether the files have changed. */
  reread(): void;
  close(): void;
}

/**
 * Looks this often whether a path leads to another file or another content. Watching a directory would miss
 * a symbolic link above it that is swapped, as well as every change on a network's file system.
 */
const lookEveryMs = 1_000;

/**
 * Reads TLS files, and reads them anew whenever they change. Files that cannot be used, such as a new
 * certificate whose key is not there yet, leave those before in use.
 *
 * @throws ParallaxError `tls_files` where they cannot be used to begin with
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
      log.warn({ part, faults }, 'TLS files cannot be used: those before stay in use');
      return;
    }
    if (isSame(read.contents, contents)) return;
    contents = read.contents;
    context = null;
    for (const renew of renewals) renew(contents);
    log.info({ part }, 'TLS files were read anew');
  }

  const options = { interval: lookEveryMs, persistent: false };
  for (const path of paths) watchFile(path, options, reread);
  // A change before the watch has looked for the first time is none to it.
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
