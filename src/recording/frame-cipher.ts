import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** Encrypts the frames of one file, each bound to its position. */
export interface FrameCipher {
  /** @returns nonce, tag and ciphertext */
  seal(number: number, frame: Uint8Array): Buffer;
  /** @returns null if the frame was encrypted with another key, for another position, or was changed since */
  unseal(number: number, sealed: Uint8Array): Buffer | null;
}

/** Creates a salt for a new file, as hexadecimal digits. */
export function newSalt(): string {
  return randomBytes(16).toString('hex');
}

/**
 * AES-256-GCM with a key for each file (HKDF, RFC 5869), so that random nonces do not repeat, however many
 * files one key is used for (NIST SP 800-38D, section 8.2.2, allows 2^32 messages a key).
 *
 * @param key of 32 bytes
 * @param salt from the file's header
 * @param header the bytes of the file's header, to which every frame is bound
 */
export function frameCipher(key: Buffer, salt: string, header: Uint8Array): FrameCipher {
  const own = Buffer.from(
    hkdfSync('sha256', key, Buffer.from(salt, 'hex'), 'parallax recording', keyBytes),
  );
  const placeOf = (number: number): Buffer =>
    Buffer.concat([header, Buffer.from(`frame ${number}`)]);
  return {
    seal(number, frame) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, own, nonce, { authTagLength: tagBytes });
      cipher.setAAD(placeOf(number));
      const ciphertext = Buffer.concat([cipher.update(frame), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
    },
    unseal(number, sealed) {
      if (sealed.byteLength < nonceBytes + tagBytes) return null;
      const nonce = sealed.subarray(0, nonceBytes);
      const decipher = createDecipheriv(algorithm, own, nonce, { authTagLength: tagBytes });
      decipher.setAAD(placeOf(number));
      decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
      const opened = decipher.update(sealed.subarray(nonceBytes + tagBytes));
      try {
        return Buffer.concat([opened, decipher.final()]);
      } catch {
        return null;
      }
    },
  };
}
