import type { SpecimenBody } from '../../vocabulary/specimen.ts';
import { type OpenBody, openBody, type TypedBody } from '../body/open-body.ts';
import type { ParsedBody } from '../body/read-body.ts';
import { readAlone, readPair } from '../body/read-pair.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { SecretPaths } from '../redaction/secret-paths.ts';
import { redactedJson } from './redacted-json.ts';

/** The number of characters of one body to keep. */
const jsonCharsMax = 48 * 1024;
const textCharsMax = 16 * 1024;

/** Larger bodies are not parsed: one specimen must not delay other comparisons. */
export const readBytesMax = 1024 * 1024;

/** The settings for showing bodies. */
export interface BodyShowing {
  /** The redactor for bodies. */
  readonly bodies: Redactor;
  readonly secretPaths: SecretPaths;
}

/** A body in the form in which it may be shown: decoded, redacted and cut. */
export function specimenBody(showing: BodyShowing, body: TypedBody): SpecimenBody {
  const open = opened(body);
  if (!isReadable(open)) return unreadBody(body);
  return shownBody(showing, body, readAlone(showing.bodies, open));
}

/** The same for the bodies of two answers. They are parsed in the same way as for the comparison. */
export function specimenBodies(
  showing: BodyShowing,
  primary: TypedBody,
  candidate: TypedBody,
): readonly [SpecimenBody, SpecimenBody] {
  const [left, right] = [opened(primary), opened(candidate)];
  if (!isReadable(left) || !isReadable(right)) {
    return [specimenBody(showing, primary), specimenBody(showing, candidate)];
  }
  const [ours, theirs] = readPair(showing.bodies, left, right);
  return [shownBody(showing, primary, ours), shownBody(showing, candidate, theirs)];
}

/** Null if there is nothing to open. */
function opened(body: TypedBody): OpenBody | null {
  return body.bytes.byteLength === 0 ? null : openBody(body, readBytesMax);
}

function isReadable(open: OpenBody | null): open is OpenBody {
  return open !== null && open.undecodable === null && open.bytes.byteLength <= readBytesMax;
}

function unreadBody({ bytes }: TypedBody): SpecimenBody {
  return withoutText(bytes.byteLength === 0 ? 'empty' : 'unread', bytes.byteLength);
}

function withoutText(kind: 'binary' | 'unread' | 'empty', bytes: number): SpecimenBody {
  return { kind, text: '', bytes, cut: bytes > 0 };
}

function shownBody(showing: BodyShowing, body: TypedBody, reading: ParsedBody): SpecimenBody {
  const bytes = body.bytes.byteLength;
  const shown = shownReading(showing, reading);
  if (shown !== null) return { ...shown, bytes };
  return withoutText(reading.family === 'unread' ? 'unread' : 'binary', bytes);
}

function shownReading(
  { bodies: redactor, secretPaths }: BodyShowing,
  reading: ParsedBody,
): Pick<SpecimenBody, 'kind' | 'text' | 'cut'> | null {
  if ('document' in reading) {
    const { value } = reading.document;
    const scope = reading.family === 'json' ? secretPaths : secretPaths.inRewritten;
    const secrets = scope.in(value, value);
    return { kind: 'json', ...redactedJson(redactor, value, secrets, jsonCharsMax) };
  }
  if (!('text' in reading)) return null;
  if (!redactor.showsText) {
    return { kind: 'text', text: redactor.withoutSecrets(reading.text), cut: true };
  }
  const end = Math.min(reading.text.length, textCharsMax);
  const { text, isWhole } = redactor.redacted(reading.text, 0, end);
  return { kind: 'text', text, cut: !isWhole || end < reading.text.length };
}
