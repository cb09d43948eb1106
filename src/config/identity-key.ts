import { readFileSync } from 'node:fs';
import { ParallaxError } from '../vocabulary/errors.ts';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { fileFaultWords } from './file-fault-words.ts';
import type { IdentitiesConfig } from './identities-schema.ts';

const keyBytes = 32;
const keyWords =
  'write a key of 32 bytes as 64 hexadecimal digits (openssl rand -hex 32 makes one)';

/**
 * Reads the key for the encryption of learned identities, or of a recording, from a file. The fault never
 * repeats what is in the file.
 */
export function readIdentityKey(path: string): Result<Buffer> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    return failure(fileFaultWords(error));
  }
  const isKey = text.length === 2 * keyBytes && /^[0-9a-f]+$/i.test(text);
  return isKey ? success(Buffer.from(text, 'hex')) : failure(keyWords);
}

/**
 * The key that the config names.
 *
 * @returns null if learned identities are not saved
 * @throws ParallaxError `identity_key` if the file no longer has one
 */
export function identityKeyOf({ store }: IdentitiesConfig): Buffer | null {
  if (store === undefined) return null;
  const { value: key, fault } = readIdentityKey(store.keyFile);
  if (fault !== null) throw new ParallaxError('identity_key', `identities.store.keyFile: ${fault}`);
  return key;
}
