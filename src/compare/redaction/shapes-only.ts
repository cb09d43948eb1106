import type { Redactor } from './redactor.ts';

/** A longer name, or one with blanks, counts as text. */
const plainName = /^[\p{L}\p{N}_.$@:/-]{0,64}$/u;

/**
 * A redactor for bodies that are shown without text, such as prompts and answers of language models. It keeps names,
 * types and lengths, and digests that distinguish texts.
 */
export function shapesOnly(inner: Redactor): Redactor {
  function lengthOf(text: string): string {
    return text === '' ? '' : `‹${text.length} characters, ${inner.digest(text)}›`;
  }

  return {
    digest: (value) => inner.digest(value),
    fingerprint: (value) => inner.fingerprint(value),
    showsText: false,
    hidden: (secret) => inner.hidden(secret),
    redacted: (text, start, end) => ({ text: lengthOf(text.slice(start, end)), isWhole: true }),
    withoutSecrets: (text, start, end) => lengthOf(text.slice(start, end)),
    nameWithoutSecrets: (name) =>
      plainName.test(name) ? inner.nameWithoutSecrets(name) : lengthOf(name),
    hasSecrets: (text) => inner.hasSecrets(text),
    secretsIn: (text, by) => inner.secretsIn(text, by),
    naming: (find, nameOf) => shapesOnly(inner.naming(find, nameOf)),
  };
}
