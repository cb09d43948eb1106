import type { Redactor } from './redactor.ts';

/**
 * A redactor that is created on first use.
 *
 * @param base a redactor with the same key
 */
export function lazyRedactor(base: Redactor, make: () => Redactor): Redactor {
  let made: Redactor | null = null;

  function own(): Redactor {
    made ??= make();
    return made;
  }

  return {
    digest: (value) => base.digest(value),
    fingerprint: (value) => base.fingerprint(value),
    showsText: base.showsText,
    hidden: (secret) => own().hidden(secret),
    redacted: (text, start, end) => own().redacted(text, start, end),
    withoutSecrets: (text, start, end) => own().withoutSecrets(text, start, end),
    nameWithoutSecrets: (name) => own().nameWithoutSecrets(name),
    hasSecrets: (text) => own().hasSecrets(text),
    secretsIn: (text, by) => own().secretsIn(text, by),
    naming: (find, nameOf) => lazyRedactor(base, () => own().naming(find, nameOf)),
  };
}
