import { readFileSync } from 'node:fs';
import { failure, type Result, success } from '../vocabulary/result.ts';
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
    if (parsed.value?.password === undefined) return [];
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

/** Reads a password from a file, without the line break at its end. The fault never repeats what is in the file. */
export function readPasswordFile(file: string): Result<string> {
  try {
    const password = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (password !== '') return success(password);
    return failure('the file is empty: write the password into it');
  } catch (error) {
    return failure(fileFaultWords(error));
  }
}
