import { readFileSync } from 'node:fs';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { fileFaultWords } from './file-fault-words.ts';

/** What RFC 6750 lets stand behind `Bearer`; too long to be guessed one request at a time. */
export const tokenShape = /^[A-Za-z0-9._~+/-]{16,1024}=*$/;
/** What is wrong with another text. */
export const tokenWords =
  'write a token of at least 16 letters, digits and -._~+/ (openssl rand -hex 32 makes one)';

/** Whether a text can be the token: what is none may be something else, which must not be sent. */
export function isToken(text: string): boolean {
  return tokenShape.test(text);
}

/**
 * Reads a token from a file; white space around it, such as the last line break, is no part of it. The fault
 * never repeats what is in the file.
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
