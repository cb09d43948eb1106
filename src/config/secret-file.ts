import { readFileSync } from 'node:fs';
import { fileFaultWords } from './file-fault-words.ts';

export type ReadSecret =
  | { readonly text: string; readonly fault: null }
  /** In words that do not contain what the file has. */
  | { readonly text: null; readonly fault: string };

/** Reads a secret from a file; white space around it, such as the last line break, is no part of it. */
export function readSecretFile(path: string): ReadSecret {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? { text: null, fault: 'the file is empty' } : { text, fault: null };
  } catch (error) {
    return { text: null, fault: fileFaultWords(error) };
  }
}
