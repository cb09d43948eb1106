import { readFileSync } from 'node:fs';
import { fileFaultWords } from './file-fault-words.ts';
import { parsePostgresUrl } from './postgres-url.ts';
import { isPostgresText } from './store-schema.ts';

type Found = { readonly path: string[]; readonly message: string };

const words =
  'write the password as ${VARIABLE}, or use passwordFile: others can read a config file and a command line';

/**
 * Finds a password in the URL of the store that did not come from the environment.
 *
 * @param isFromEnvironment whether the value at a path was made of variables
 */
export function storePasswordFaults(
  input: Readonly<Record<string, unknown>>,
  isFromEnvironment: (path: readonly string[]) => boolean,
): readonly Found[] {
  const { store } = input;
  const given = typeof store === 'object' && store !== null ? store : { path: store };
  return Object.entries(given).flatMap(([key, value]): readonly Found[] => {
    if ((key !== 'path' && key !== 'url') || typeof value !== 'string') return [];
    if (!isPostgresText(value)) return [];
    const parsed = parsePostgresUrl(value);
    if (parsed.fault !== null || parsed.password === undefined) return [];
    const path = ['store', key];
    return isFromEnvironment(path) ? [] : [{ path, message: words }];
  });
}

export type ReadPassword =
  | { readonly password: string; readonly fault: null }
  /** Never repeats what is in the file. */
  | { readonly password: null; readonly fault: string };

/** Reads a password from a file, without the line break at its end. */
export function readPasswordFile(file: string): ReadPassword {
  try {
    const password = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (password !== '') return { password, fault: null };
    return { password: null, fault: 'the file is empty: write the password into it' };
  } catch (error) {
    return { password: null, fault: fileFaultWords(error) };
  }
}
