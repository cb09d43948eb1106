import { isUtf8 } from 'node:buffer';
import type { Difference } from '../../vocabulary/difference.ts';
import { excerptOfText } from '../redaction/excerpt.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { OpenBody } from './open-body.ts';

/** A text up to this long is shown whole: an error page of a line says more than its length. */
const shownBytesMax = 120;

/** One difference for two bodies that have no structure in common. */
export function describeWholeBody(
  redactor: Redactor,
  primary: OpenBody,
  candidate: OpenBody,
): Difference {
  const at = firstDifference(primary.bytes, candidate.bytes);
  return {
    aspect: 'body',
    kind: kindOf(primary, candidate),
    path: '$',
    template: '$',
    primary: describe(redactor, primary, at),
    candidate: describe(redactor, candidate, at),
  };
}

function kindOf(primary: OpenBody, candidate: OpenBody): Difference['kind'] {
  if (primary.bytes.byteLength === 0) return 'added';
  if (candidate.bytes.byteLength === 0) return 'removed';
  return primary.type.family === candidate.type.family ? 'changed' : 'type';
}

/** A long text is not shown in part, since a secret that was cut in two has no secret's shape. */
function describe(redactor: Redactor, body: OpenBody, differsAt: number): string | null {
  const { bytes, type, undecodable } = body;
  if (bytes.byteLength === 0) return null;
  const isShort = bytes.byteLength <= shownBytesMax && undecodable === null;
  if (isShort && type.family !== 'binary' && isUtf8(bytes)) {
    return excerptOfText(redactor, Buffer.from(bytes).toString('utf8'));
  }
  const facts = [
    type.essence === '' ? 'no content type' : excerptOfText(redactor, type.essence),
    `${bytes.byteLength} bytes`,
    undecodable ?? `differs from byte ${differsAt}`,
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
