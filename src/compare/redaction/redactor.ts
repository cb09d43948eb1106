import { createHmac, randomBytes } from 'node:crypto';
import { findSecrets, separateSecrets } from './secret-spans.ts';
import type { SpanFinder } from './span.ts';

/** A text without its secrets. */
interface RedactedText {
  /** `‹512 more›` at its end replaces what was left out. */
  readonly text: string;
  /** False if something was left out: placeholders of many secrets take more room than the secrets. */
  readonly isWhole: boolean;
}

/** Removes secrets from shown text. Digests are keyed per process, so equal values stay visibly equal. */
export interface Redactor {
  /** A short digest that shows whether values are equal, and nothing else. */
  digest(value: string | Uint8Array): string;
  /** A digest of all bytes, long enough to be compared in place of the value. */
  fingerprint(value: Uint8Array): string;
  /** The text to show in place of a secret. */
  hidden(secret: string): string;
  /**
   * Replaces everything in the text that has the shape of a secret or follows the name of one.
   *
   * @param start with `end`, shows only that part; a secret that overlaps it is replaced, too
   */
  redacted(text: string, start?: number, end?: number): RedactedText;
  /** The text of {@link redacted}. */
  withoutSecrets(text: string, start?: number, end?: number): string;
  /** The same for names: of a member, a cookie, a media type. */
  nameWithoutSecrets(name: string): string;
  /** Whether a text contains a secret. A text may be hidden without one, as prompts are. */
  hasSecrets(text: string): boolean;
  /** Whether texts and lists of numbers are shown, and not only their lengths. */
  readonly showsText: boolean;
  /**
   * The secrets in a text, as they are written there.
   *
   * @param by `name` leaves out secrets that are found by their shape everywhere
   */
  secretsIn(text: string, by: 'name' | 'any'): Iterable<string>;
  /**
   * The same redactor, with the same digests, for texts in which some secrets have names to be shown by.
   *
   * @param find finds these secrets
   * @param nameOf undefined for a secret that has none
   */
  naming(find: SpanFinder, nameOf: (secret: string) => string | undefined): Redactor;
}

/**
 * @param key random, and never stored
 * @param finders find secrets that only the user knows
 * @param nameOf the name to show in place of a secret; undefined for its digest
 */
export function createRedactor(
  key: Uint8Array = randomBytes(32),
  finders: readonly SpanFinder[] = [],
  nameOf: (secret: string) => string | undefined = () => undefined,
): Redactor {
  function hexOf(value: Buffer, digits: number): string {
    return createHmac('sha256', key).update(value).digest('hex').slice(0, digits);
  }

  function digest(value: string | Uint8Array): string {
    return `#${hexOf(ends(value), 10)}`;
  }

  function hidden(secret: string): string {
    return nameOf(secret) ?? `‹redacted ${digest(secret)}›`;
  }

  function redacted(text: string, start = 0, end = text.length): RedactedText {
    let out = '';
    let shown = start;
    for (const span of findSecrets(text, finders)) {
      if (span.end <= start) continue;
      if (span.start >= end) break;
      if (out.length > shownCharsMax) {
        return { text: `${out}‹${end - shown} more›`, isWhole: false };
      }
      out +=
        text.slice(shown, Math.max(span.start, shown)) + hidden(text.slice(span.start, span.end));
      shown = span.end;
    }
    return { text: out + text.slice(shown, Math.max(shown, end)), isWhole: true };
  }

  function withoutSecrets(text: string, start?: number, end?: number): string {
    return redacted(text, start, end).text;
  }

  return {
    digest,
    fingerprint: (value) => `#${hexOf(Buffer.from(value), 40)}`,
    hidden,
    redacted,
    withoutSecrets,
    nameWithoutSecrets: (name) => withoutSecrets(name),
    hasSecrets: (text) => findSecrets(text, finders).length > 0,
    showsText: true,
    *secretsIn(text, by) {
      for (const { start, end } of separateSecrets(text, by, finders)) yield text.slice(start, end);
    },
    naming: (find, names) => createRedactor(key, [...finders, find], names),
  };
}

/** No more of one text is ever shown, so the rest need not be redacted. */
const shownCharsMax = 16 * 1024;

const endBytes = 32 * 1024;

/** All of a short value; both ends and the length of a long one, as digests are made for people. */
function ends(value: string | Uint8Array): Buffer {
  if (value.length <= 2 * endBytes) return Buffer.from(value as string);
  const head = Buffer.from(value.slice(0, endBytes) as string);
  const tail = Buffer.from(value.slice(-endBytes) as string);
  return Buffer.concat([head, tail, Buffer.from(String(value.length))]);
}
