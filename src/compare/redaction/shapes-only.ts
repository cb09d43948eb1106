import type { Redactor } from './redactor.ts';

/** Longer names, and those with blanks, are texts. */
const plainName = /^[\p{L}\p{N}_.$@:/-]{0,64}$/u;

/**
 * A redactor for bodies of which no text is to be shown, such as prompts and answers of language models: names,
 * types and lengths stay, and digests by which equal and different texts are told apart.
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
    withoutSecrets: (text, start = 0, end = text.length) => lengthOf(text.slice(start, end)),
    nameWithoutSecrets: (name) =>
      plainName.test(name) ? inner.nameWithoutSecrets(name) : lengthOf(name),
    hasSecrets: (text) => inner.hasSecrets(text),
    secretsIn: (text, by) => inner.secretsIn(text, by),
    naming: (find, nameOf) => shapesOnly(inner.naming(find, nameOf)),
  };
}
