import { readFileSync } from 'node:fs';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { fileFaultWords } from './file-fault-words.ts';

/** The characters that RFC 6750 permits after `Bearer`; long enough that it cannot be guessed. */
export const tokenShape = /^[A-Za-z0-9._~+/-]{16,1024}=*$/;
/** The fault of any other text. */
export const tokenWords =
  'write a token of at least 16 letters, digits and -._~+/ (openssl rand -hex 32 makes one)';

/** Whether a text can be the token: another text may be a different secret, which must not be sent. */
export function isToken(text: string): boolean {
  return tokenShape.test(text);
}

/**
 * Reads a token from a file; white space around it, such as the last line break, is ignored. The fault never
 * repeats what is in the file.
 */
export function readTokenFile(path: string): Result<string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    return failure(fileFaultWords(error));
  }
  return isToken(text) ? success(text) : failure(tokenWords);
}
