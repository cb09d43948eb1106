import { decodeBody } from '../../vocabulary/decode-body.ts';
import { namesOfPart, parseParts, type Part } from '../../vocabulary/multipart-parts.ts';
import { withoutJsonSecrets } from './json-secrets.ts';
import type { Placeholders } from './placeholders.ts';
import { redactFieldLines } from './redact-head.ts';
import type { IsSecret } from './secret-members.ts';
import { withoutFormSecrets, withoutTextSecrets } from './text-secrets.ts';

/** A body without secrets, or the fact that this cannot be decided. */
export type RedactedBody =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly bytes: Uint8Array }
  | { readonly kind: 'unjudged' };

export interface BodyToRedact {
  readonly bytes: Uint8Array;
  /** The field's value in its head; null if there is no such field. */
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  /** Whether a parameter or member of this name is a secret. */
  readonly isSecret: IsSecret;
}

/**
 * Secrets in messages of these types have no name before them and are not found; short messages may be
 * well-formed text.
 */
const binary = /^application\/(?:grpc|(?:x-|vnd\.google\.)?protobuf)/i;
/**
 * Texts do not contain them, but UTF-16 and binary formats that are well-formed UTF-8 by chance do. A few
 * text formats separate records by U+001E.
 */
const noText = /[\0-\x08\x0e-\x1a\x1c\x1d\x1f]/;
/**
 * Pictures and the like contain no credentials, unless they are text; other binary formats may contain some.
 */
const media = /^(?:image\/(?!svg)|audio\/|video\/|font\/)/i;

/**
 * Replaces the secrets in a body.
 *
 * @param decodedBytesMax the largest size that a content coding may decode to
 */
export function redactBody(
  { bytes, contentType, contentEncoding, isSecret }: BodyToRedact,
  decodedBytesMax: number,
  placeholders: Placeholders,
): RedactedBody {
  if (bytes.byteLength === 0) return { kind: 'same' };
  const decoded = decodeBody(bytes, contentEncoding, decodedBytesMax);
  if (decoded.kind !== 'decoded') return { kind: 'unjudged' };
  return redactDecoded(decoded.bytes, contentType ?? '', isSecret, placeholders);
}

function redactDecoded(
  bytes: Uint8Array,
  contentType: string,
  isSecret: IsSecret,
  placeholders: Placeholders,
): RedactedBody {
  if (/^multipart\//i.test(contentType)) {
    return redactParts(bytes, contentType, isSecret, placeholders);
  }
  const text = binary.test(contentType) ? null : utf8OrNull(bytes);
  if (text === null || noText.test(text)) {
    return { kind: media.test(contentType) ? 'same' : 'unjudged' };
  }
  const shown = withoutSecrets(text, contentType, isSecret, placeholders);
  return shown === text ? { kind: 'same' } : { kind: 'changed', bytes: Buffer.from(shown) };
}

function withoutSecrets(
  text: string,
  contentType: string,
  isSecret: IsSecret,
  placeholders: Placeholders,
): string {
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    return withoutFormSecrets(text, isSecret, placeholders);
  }
  const json = withoutJsonSecrets(text, placeholders, isSecret);
  if (json !== null) return json;
  // In event streams and JSON lines, each line has its own document.
  const events = text.replaceAll(splitData, (block) =>
    withoutSplitSecrets(block, isSecret, placeholders),
  );
  const lines = events.replaceAll(documentLine, (line, before: string, document: string) => {
    const shown = withoutJsonSecrets(document, placeholders, isSecret);
    return shown === null ? line : before + shown;
  });
  return withoutTextSecrets(lines, placeholders);
}

/** An event may have its document in several lines. Between its tokens, the placeholders add no line. */
function withoutSplitSecrets(
  block: string,
  isSecret: IsSecret,
  placeholders: Placeholders,
): string {
  const lines = [...block.matchAll(dataLine)];
  const document = lines.map(([, , data = '']) => data).join('\n');
  const shown = withoutJsonSecrets(document, placeholders, isSecret)?.split('\n');
  if (shown === undefined) return block;
  return lines.map(([, before, , end], at) => `${before}${shown[at]}${end}`).join('');
}

const splitData = /(?:^data:[^\r\n]*(?:\r?\n|$)){2,}/gm;
const dataLine = /^(data:[ \t]?)([^\r\n]*)(\r?\n|$)/gm;
const documentLine = /^(data:[ \t]?|)([[{][^\r\n]*)/gm;

/** A form with files: fields by their names; a file is judged by its own type. */
function redactParts(
  bytes: Uint8Array,
  contentType: string,
  isSecret: IsSecret,
  placeholders: Placeholders,
): RedactedBody {
  const boundary = /;\s*boundary=(?:"([^"]*)"|([^;\s]+))/i.exec(contentType);
  const delimiter = boundary?.[1] ?? boundary?.[2] ?? '';
  const parts = parseParts(bytes, delimiter);
  if (parts === null || hasTextAround(bytes, parts.at(-1), delimiter)) return { kind: 'unjudged' };
  const pieces: Uint8Array[] = [];
  let copied = 0;
  const put = (part: Uint8Array, redacted: Uint8Array): void => {
    const start = part.byteOffset - bytes.byteOffset;
    pieces.push(bytes.subarray(copied, start), redacted);
    copied = start + part.byteLength;
  };
  for (const part of parts) {
    const { head, body } = part;
    const redacted = redactPart(part, isSecret, placeholders);
    if (redacted.kind === 'unjudged') return redacted;
    const newBytes = redacted.kind === 'changed' ? redacted.bytes.byteLength : null;
    const change = { bytes: newBytes, isDecoded: false };
    const fieldLines = redactFieldLines(head, placeholders, change);
    if (fieldLines !== head) put(head, fieldLines);
    if (redacted.kind === 'changed') put(body, redacted.bytes);
  }
  if (copied === 0) return { kind: 'same' };
  return { kind: 'changed', bytes: Buffer.concat([...pieces, bytes.subarray(copied)]) };
}

function redactPart(part: Part, isSecret: IsSecret, placeholders: Placeholders): RedactedBody {
  const { fields, head, body } = part;
  const contentType = fields.get('content-type') ?? '';
  const coding = fields.get('content-transfer-encoding') ?? '';
  // A line that continues another one, and content in another coding, are not read here.
  if (continuedLine.test(Buffer.from(head).toString('latin1'))) return { kind: 'unjudged' };
  const text = Buffer.from(body).toString('utf8');
  if (namesOfPart(part).some((name) => isSecret(name, { text, isNumber: false }))) {
    return { kind: 'changed', bytes: Buffer.from(placeholders.of(text)) };
  }
  if (textCoding.test(coding) && !media.test(contentType)) return { kind: 'unjudged' };
  return redactDecoded(body, contentType, isSecret, placeholders);
}

const continuedLine = /^[ \t]/m;
const textCoding = /^(?:base64|quoted-printable)$/i;

/** Text before the first part and after the last one has no meaning, and is not judged. */
function hasTextAround(bytes: Uint8Array, last: Part | undefined, boundary: string): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const before = text.toString('latin1', 0, Math.max(0, text.indexOf(`--${boundary}`)));
  const end =
    last === undefined ? 0 : last.body.byteOffset - bytes.byteOffset + last.body.byteLength;
  const behind = text.toString('latin1', end);
  return before.trim() !== '' || behind.trim() !== `--${boundary}--`;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8OrNull(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
