import { createHmac, randomBytes } from 'node:crypto';
import { findSecrets, separateSecrets } from './secret-spans.ts';
import type { SpanFinder } from './span.ts';

/** Takes secrets out of what is shown. Digests are keyed per process: equal stays visibly equal. */
export interface Redactor {
  /** A short digest that shows whether values are equal, and nothing else. */
  digest(value: string | Uint8Array): string;
  /** A digest of every byte that is long enough to be compared in place of what it is of. */
  fingerprint(value: Uint8Array): string;
  /** What is shown in place of a secret. */
  hidden(secret: string): string;
  /**
   * The text with everything in it replaced that has the shape of a secret or stands under the
   * name of one.
   *
   * @param start with `end`, shows that part alone; a secret that reaches into it is replaced too
   */
  withoutSecrets(text: string, start?: number, end?: number): string;
  /** The same for names: of a member, a cookie, a media type. */
  nameWithoutSecrets(name: string): string;
  /** Whether a text holds a secret. A text may be hidden without one, as prompts are. */
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
   * The same, with the same digests, for texts in which some secrets have names to be shown by.
   *
   * @param find where they stand
   * @param nameOf undefined for a secret that has none
   */
  naming(find: SpanFinder, nameOf: (secret: string) => string | undefined): Redactor;
}

/**
 * @param key to be random, and forgotten with the process
 * @param finders find secrets that only the user knows to be such
 * @param nameOf what a secret is shown by; undefined for its digest
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

  function withoutSecrets(text: string, start = 0, end = text.length): string {
    let out = '';
    let shown = start;
    for (const span of findSecrets(text, finders)) {
      if (span.end <= start) continue;
      if (span.start >= end) break;
      if (out.length > shownCharsMax) return out;
      out +=
        text.slice(shown, Math.max(span.start, shown)) + hidden(text.slice(span.start, span.end));
      shown = span.end;
    }
    return out + text.slice(shown, Math.max(shown, end));
  }

  return {
    digest,
    fingerprint: (value) => `#${hexOf(Buffer.from(value), 40)}`,
    hidden,
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

/** Nobody is shown more of one text, so that what follows need not be made fit to be seen. */
const shownCharsMax = 2048;

const endBytes = 32 * 1024;

/** All of a short value, both ends and the length of a long one: digests are made for people. */
function ends(value: string | Uint8Array): Buffer {
  if (value.length <= 2 * endBytes) return Buffer.from(value as string);
  const head = Buffer.from(value.slice(0, endBytes) as string);
  const tail = Buffer.from(value.slice(-endBytes) as string);
  return Buffer.concat([head, tail, Buffer.from(String(value.length))]);
}
