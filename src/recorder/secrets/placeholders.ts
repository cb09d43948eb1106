import { createHmac } from 'node:crypto';
import { percentDecoded } from '../../vocabulary/percent-decoded.ts';
import {
  isSecretPlaceholder,
  secretNumber,
  secretPlaceholder,
} from '../../vocabulary/secret-placeholder.ts';

/** Gives each secret value a placeholder: the same for equal values, anywhere in a recording. */
export interface Placeholders {
  /**
   * For a value that is a secret by its position, such as a header; it is a known secret from now on. The
   * placeholder of a number is a number: an answer may have it as a number, and a request as a text.
   */
  of(value: string): string;
  /** For a value that was a secret in another position before; undefined if it was not. */
  known(value: string): string | undefined;
}

/** A shorter value may be an ordinary word elsewhere. */
const knownCharsMin = 8;
/** Longer values are replaced only if their position marks them as secrets. */
const knownCharsMax = 4096;
const knownMax = 20_000;
/** A word without digits, such as `standard`, is not a secret elsewhere. */
const plainWord = /^[A-Za-z]{1,24}$/;
/** As JSON writes it: a text with it must be valid JSON afterwards. */
const number = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/**
 * @param key random, for one start of the recorder, and never stored: nobody can test values against a
 *   placeholder
 */
export function createPlaceholders(key: Uint8Array): Placeholders {
  const known = new Map<string, string>();
  const hexOf = (value: string): string => createHmac('sha256', key).update(value).digest('hex');

  /** A cookie may be percent-encoded, and its value in an answer not. */
  const placeholderOf = (value: string): string => {
    if (isSecretPlaceholder(value)) return value;
    const hex = hexOf(percentDecoded(value));
    return number.test(value) ? secretNumber(hex) : secretPlaceholder(hex);
  };

  function learn(value: string, placeholder: string): void {
    if (value.length < knownCharsMin || value.length > knownCharsMax) return;
    if (plainWord.test(value)) return;
    if (known.size >= knownMax) {
      const [first] = known.keys();
      if (first !== undefined) known.delete(first);
    }
    known.set(value, placeholder);
  }

  return {
    of(value) {
      if (value === '') return value;
      const before = known.get(value);
      if (before !== undefined) return before;
      const placeholder = placeholderOf(value);
      learn(value, placeholder);
      return placeholder;
    },
    known: (value) => (value.length < knownCharsMin ? undefined : known.get(value)),
  };
}
