import { readFileSync } from 'node:fs';
import { ParallaxError } from '../vocabulary/errors.ts';
import { fileFaultWords } from './file-fault-words.ts';
import type { IdentitiesConfig } from './identities-schema.ts';

const keyBytes = 32;
const keyWords =
  'write a key of 32 bytes as 64 hexadecimal digits (openssl rand -hex 32 makes one)';

export type ReadIdentityKey =
  | { readonly key: Buffer; readonly fault: null }
  /** Never repeats content of the file. */
  | { readonly key: null; readonly fault: string };

/** Reads the key for the encryption of learned identities, or of a recording, from a file. */
export function readIdentityKey(path: string): ReadIdentityKey {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    return { key: null, fault: fileFaultWords(error) };
  }
  const isKey = text.length === 2 * keyBytes && /^[0-9a-f]+$/i.test(text);
  return isKey ? { key: Buffer.from(text, 'hex'), fault: null } : { key: null, fault: keyWords };
}

/**
 * The key that the config names.
 *
 * @returns null if learned identities are not saved
 * @throws ParallaxError `identity_key` if the file no longer has one
 */
export function identityKeyOf({ store }: IdentitiesConfig): Buffer | null {
  if (store === undefined) return null;
  const { key, fault } = readIdentityKey(store.keyFile);
  if (key === null) throw new ParallaxError('identity_key', `identities.store.keyFile: ${fault}`);
  return key;
}
