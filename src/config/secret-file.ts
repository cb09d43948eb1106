import { readFileSync } from 'node:fs';
import { fileFaultWords } from './file-fault-words.ts';

export type ReadSecret =
  | { readonly text: string; readonly fault: null }
  /** Never repeats what is in the file. */
  | { readonly text: null; readonly fault: string };

/** Reads a secret from a file, without the white space around it, such as the last line break. */
export function readSecretFile(path: string): ReadSecret {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? { text: null, fault: 'the file is empty' } : { text, fault: null };
  } catch (error) {
    return { text: null, fault: fileFaultWords(error) };
  }
}
