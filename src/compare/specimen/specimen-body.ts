import { parseJson } from '../../vocabulary/parse-json.ts';
import type { SpecimenBody } from '../../vocabulary/specimen.ts';
import { openBody, type TypedBody } from '../body/open-body.ts';
import { type Reading, readBody } from '../body/read-body.ts';
import { readChatStream, reassembledJson } from '../body/sse/chat-stream.ts';
import { eventsAsJson } from '../body/sse/events-as-json.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { SecretPaths } from '../redaction/secret-paths.ts';
import { redactedJson } from './redacted-json.ts';

/** Characters of one body that are kept. */
const jsonCharsMax = 48 * 1024;
const textCharsMax = 16 * 1024;

/** Larger bodies are not looked into: one specimen must not hold up the comparing of others. */
const readBytesMax = 1024 * 1024;

/** What bodies are made fit to be seen with. */
export interface BodyShowing {
  readonly redactor: Redactor;
  readonly secretPaths: SecretPaths;
}

/** A body as it may be shown: decoded, redacted and cut. */
export function specimenBody(showing: BodyShowing, body: TypedBody): SpecimenBody {
  const bytes = body.bytes.byteLength;
  const without = (kind: 'binary' | 'unread' | 'empty'): SpecimenBody => ({
    kind,
    text: '',
    bytes,
    cut: bytes > 0,
  });
  if (bytes === 0) return without('empty');
  const open = openBody(body, readBytesMax);
  if (open.undecodable !== null || open.bytes.byteLength > readBytesMax) return without('unread');
  const reading = readBody(showing.redactor, open.bytes, open.type);
  const shown = shownReading(showing, reading);
  if (shown === null) return without(reading.family === 'unread' ? 'unread' : 'binary');
  return { ...shown, bytes };
}

function shownReading(
  { redactor, secretPaths }: BodyShowing,
  reading: Reading,
): Pick<SpecimenBody, 'kind' | 'text' | 'cut'> | null {
  if ('document' in reading) {
    const { value } = reading.document;
    const secrets = secretPaths.in(value, value);
    return { kind: 'json', ...redactedJson(redactor, value, secrets, jsonCharsMax) };
  }
  if (reading.family === 'sse') {
    const chat = reading.hasDelta ? readChatStream(reading.events) : null;
    const json = chat === null ? eventsAsJson(reading.events) : reassembledJson(chat);
    const value = parseJson(json);
    const secrets = secretPaths.in(value, value);
    return { kind: 'json', ...redactedJson(redactor, value, secrets, jsonCharsMax) };
  }
  if (!('text' in reading)) return null;
  const end = Math.min(reading.text.length, textCharsMax);
  const text = redactor.withoutSecrets(reading.text, 0, end);
  return { kind: 'text', text, cut: end < reading.text.length };
}
