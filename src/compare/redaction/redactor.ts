import { createHmac, randomBytes } from 'node:crypto';

/** Takes secrets out of what is shown. Digests are keyed per process: equal stays visibly equal. */
export interface Redactor {
  /** A short digest by which equal and different values can be told apart, and nothing else. */
  digest(value: string | Uint8Array): string;
  /** What is shown in place of a secret. */
  hidden(secret: string): string;
  /** The text with everything in it that has the shape of a secret replaced. */
  withoutSecrets(text: string): string;
}

/** @param key to be random, and forgotten with the process */
export function createRedactor(key: Uint8Array = randomBytes(32)): Redactor {
  function digest(value: string | Uint8Array): string {
    return `#${createHmac('sha256', key).update(ends(value)).digest('hex').slice(0, 10)}`;
  }

  function hidden(secret: string): string {
    return `‹redacted ${digest(secret)}›`;
  }

  return {
    digest,
    hidden,
    withoutSecrets: (text) =>
      text
        .replaceAll(secretShapes, hidden)
        .replaceAll(assignments, (_, name: string, value: string) => name + hidden(value)),
  };
}

/**
 * Shapes that are secrets wherever they stand. Each begins with something rare and at the start of
 * a token, which keeps the search linear in hostile text.
 */
const secretShapes = new RegExp(
  [
    String.raw`(?<![A-Za-z0-9])(?:sk|pk|rk|condt|ghp|gho|ghu|ghs|ghr|glpat|xox[abeprs]|npm|hf)[-_][A-Za-z0-9_-]{6,}`,
    String.raw`(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{6,}`,
    String.raw`(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{12,}`,
    String.raw`(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{20,}`,
    String.raw`(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){1,4}`,
    String.raw`(?<![A-Za-z0-9])(?:Bearer|Basic|Digest)[ \t]+[A-Za-z0-9+/=._~-]{6,}`,
    String.raw`-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*`,
    String.raw`(?<=://)[^\s/@:]{1,200}:[^\s/@]{1,200}(?=@)`,
  ].join('|'),
  'gi',
);

/** `password=…` and `"api_key": "…"` in the middle of a text, such as JSON inside a JSON string. */
const assignments =
  /((?:password|passwd|secret|api[-_]?key|(?:access|refresh|id|auth|session)[-_]?token|authorization)["'\\]{0,4}[ \t]{0,4}[:=][ \t]{0,4}["'\\]{0,4})([^\s"'&,;}\\‹]+)/gi;

const endBytes = 32 * 1024;

/** All of a short value, both ends and the length of a long one: digests are made for people. */
function ends(value: string | Uint8Array): Buffer {
  if (value.length <= 2 * endBytes) return Buffer.from(value as string);
  const head = Buffer.from(value.slice(0, endBytes) as string);
  const tail = Buffer.from(value.slice(-endBytes) as string);
  return Buffer.concat([head, tail, Buffer.from(String(value.length))]);
}
