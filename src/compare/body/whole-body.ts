import type { Difference } from '../../vocabulary/difference.ts';
import type { UndecodableReason } from '../../vocabulary/decode-body.ts';
import { excerptOfJson, excerptOfKey, excerptOfText } from '../redaction/excerpt.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { SecretPaths } from '../redaction/secret-paths.ts';
import type { OpenBody } from './open-body.ts';
import type { ParsedBody } from './read-body.ts';

/** A text up to this length is shown whole: a one-line error page says more than its length. */
const shownCharsMax = 120;

/** One difference for two bodies without a common structure. */
export function describeWholeBody(
  { redactor, secretPaths }: { readonly redactor: Redactor; readonly secretPaths: SecretPaths },
  primary: OpenBody,
  candidate: OpenBody,
  primaryReading: ParsedBody,
  candidateReading: ParsedBody,
): Difference {
  const at = firstDifference(primary.bytes, candidate.bytes);
  const describe = (body: OpenBody, reading: ParsedBody): string | null =>
    body.bytes.byteLength === 0
      ? null
      : (shortText(redactor, secretPaths, reading) ??
        factsOf(redactor, body, `differs from byte ${at}`));
  return {
    aspect: 'body',
    kind: kindOf(primary, candidate, primaryReading.family === candidateReading.family),
    path: '$',
    template: '$',
    primary: describe(primary, primaryReading),
    candidate: describe(candidate, candidateReading),
    shape: null,
    distance: null,
    nature: null,
  };
}

/** One difference for two bodies, at least one of which could not be decoded. */
export function describeUndecodable(
  redactor: Redactor,
  primary: OpenBody,
  candidate: OpenBody,
): Difference {
  const describe = (body: OpenBody): string | null => {
    if (body.bytes.byteLength === 0) return null;
    const word = body.undecodable === null ? 'decoded' : undecodableWords[body.undecodable];
    return factsOf(redactor, body, word);
  };
  return {
    aspect: 'body',
    kind: kindOf(primary, candidate, true),
    path: '$',
    template: '$',
    primary: describe(primary),
    candidate: describe(candidate),
    shape: null,
    distance: null,
    nature: null,
  };
}

const undecodableWords: Readonly<Record<UndecodableReason, string>> = {
  too_large: 'too large when decoded',
  damaged_coding: 'damaged content coding',
  trailing_bytes: 'bytes behind the end of its content coding',
  unknown_coding: 'unknown content coding',
  too_many_codings: 'too many content codings',
};

function kindOf(primary: OpenBody, candidate: OpenBody, sameFamily: boolean): Difference['kind'] {
  if (primary.bytes.byteLength === 0) return 'added';
  if (candidate.bytes.byteLength === 0) return 'removed';
  return sameFamily ? 'changed' : 'type';
}

/** A text is shown if it is short. Of JSON, only the beginning is shown, as its keys are known. */
function shortText(
  redactor: Redactor,
  secretPaths: SecretPaths,
  reading: ParsedBody,
): string | null {
  switch (reading.family) {
    case 'markup':
    case 'text':
      return reading.text.length <= shownCharsMax ? excerptOfText(redactor, reading.text) : null;
    case 'json':
    case 'form': {
      const { value } = reading.document;
      const scope = reading.family === 'json' ? secretPaths : secretPaths.inRewritten;
      return excerptOfJson(redactor, value, false, scope.in(value, null));
    }
    case 'ndjson':
    case 'multipart':
    case 'sse':
    case 'binary':
    case 'unread':
      return null;
  }
}

function factsOf(redactor: Redactor, { bytes, type }: OpenBody, word: string): string {
  const facts = [
    type.essence === '' ? 'no content type' : excerptOfKey(redactor, type.essence),
    `${bytes.byteLength} bytes`,
    word,
    redactor.digest(bytes),
  ];
  return `‹${facts.join(', ')}›`;
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.byteLength, b.byteLength);
  let at = 0;
  while (at < length && a[at] === b[at]) at += 1;
  return at;
}
