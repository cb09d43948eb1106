import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate of the tests with its key, in PEM. Each vouches for itself. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
}

/** For localhost and 127.0.0.1. */
export const firstPair = readPair('');

/** For localhost, 127.0.0.1 and inside.test. */
export const otherPair = readPair('other-');

function readPair(prefix: string): CertificatePair {
  const read = (name: string): string =>
    readFileSync(new URL(`certificate/${prefix}${name}.pem`, import.meta.url), 'utf8');
  return { cert: read('cert'), key: read('key') };
}

/** A folder with `cert.pem` and `key.pem`, as Kubernetes mounts a Secret: all is swapped by one symbolic link. */
export interface SecretFolder extends Disposable {
  readonly cert: string;
  readonly key: string;
  /** Puts new files in place of those before, at once. */
  swap(pair: CertificatePair): void;
}

export function secretFolder(pair: CertificatePair): SecretFolder {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-secret-'));
  const data = join(folder, '..data');
  let version = 0;
  function swap({ cert, key }: CertificatePair): void {
    version += 1;
    const next = join(folder, `..${version}`);
    mkdirSync(next);
    writeFileSync(join(next, 'cert.pem'), cert);
    writeFileSync(join(next, 'key.pem'), key);
    symlinkSync(`..${version}`, join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), data);
    if (version > 1) rmSync(join(folder, `..${version - 1}`), { recursive: true });
  }
  swap(pair);
  for (const name of ['cert.pem', 'key.pem']) symlinkSync(join('..data', name), join(folder, name));
  return {
    cert: join(folder, 'cert.pem'),
    key: join(folder, 'key.pem'),
    swap,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
