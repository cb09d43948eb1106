import { readFileSync } from 'node:fs';
import { fileFaultWords } from './file-fault-words.ts';

/** What RFC 6750 lets stand behind `Bearer`; too long to be guessed one request at a time. */
export const tokenShape = /^[A-Za-z0-9._~+/-]{16,1024}=*$/;
/** What is wrong with another text. */
export const tokenWords =
  'write a token of at least 16 letters, digits and -._~+/ (openssl rand -hex 32 makes one)';

export type ReadToken =
  | { readonly token: string; readonly fault: null }
  /** In words that do not contain what the file has. */
  | { readonly token: null; readonly fault: string };

/** Whether a text can be the token: what is none may be something else, which must not be sent. */
export function isToken(text: string): boolean {
  return tokenShape.test(text);
}

/** Reads a token from a file; white space around it, such as the last line break, is no part of it. */
export function readTokenFile(path: string): ReadToken {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    return { token: null, fault: fileFaultWords(error) };
  }
  return isToken(text) ? { token: text, fault: null } : { token: null, fault: tokenWords };
}
