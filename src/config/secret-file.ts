import { readFileSync } from 'node:fs';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { fileFaultWords } from './file-fault-words.ts';

/**
 * Reads a secret from a file, without the white space around it, such as the last line break. The fault never
 * repeats what is in the file.
 */
export function readSecretFile(path: string): Result<string> {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? failure('the file is empty') : success(text);
  } catch (error) {
    return failure(fileFaultWords(error));
  }
}
