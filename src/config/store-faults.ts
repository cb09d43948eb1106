import { readFileSync } from 'node:fs';
import { fileFaultWords } from './file-fault-words.ts';
import { parsePostgresUrl } from './postgres-url.ts';
import { isPostgresText } from './store-schema.ts';

type Found = { readonly path: string[]; readonly message: string };

const words =
  'write the password as ${VARIABLE}, or use passwordFile: others can read a config file and a command line';

/**
 * Finds passwords in the URLs of the store and of databases that did not come from the environment.
 *
 * @param isFromEnvironment whether the value at a path was made of variables
 */
export function storePasswordFaults(
  input: Readonly<Record<string, unknown>>,
  isFromEnvironment: (path: readonly string[]) => boolean,
): readonly Found[] {
  return urlsOf(input).flatMap(({ path, value }): readonly Found[] => {
    if (typeof value !== 'string' || !isPostgresText(value)) return [];
    const parsed = parsePostgresUrl(value);
    if (parsed.fault !== null || parsed.password === undefined) return [];
    return isFromEnvironment(path) ? [] : [{ path: [...path], message: words }];
  });
}

interface FoundUrl {
  readonly path: string[];
  readonly value: unknown;
}

/** Where a config names databases, in short or not. */
function urlsOf(input: Readonly<Record<string, unknown>>): readonly FoundUrl[] {
  const ofStore = memberUrls(input['store'], ['store'], ['path', 'url']);
  const ofDeployments = ['primary', 'candidate'].flatMap((side) => {
    const deployment = input[side];
    if (typeof deployment !== 'object' || deployment === null) return [];
    const { database } = deployment as { readonly database?: unknown };
    return memberUrls(database, [side, 'database'], ['url']);
  });
  return [...ofStore, ...ofDeployments];
}

function memberUrls(value: unknown, path: string[], keys: readonly string[]): FoundUrl[] {
  if (typeof value !== 'object' || value === null) return [{ path: [...path], value }];
  return keys.map((key) => {
    return { path: [...path, key], value: (value as Record<string, unknown>)[key] };
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
