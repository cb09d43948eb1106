import { decodeBody } from '../../../vocabulary/decode-body.ts';
import type { CapturedMessage } from '../../../vocabulary/exchange.ts';
import { parseJson } from '../../../vocabulary/parse-json.ts';
import { fieldValue, parseResponseHead, type RawFields } from '../../../vocabulary/raw-head.ts';
import { isUnmistakable, isWhole as isOneToken } from '../recognizing/id-values.ts';
import type { Subject } from '../recognizing/subject.ts';
import { type FieldValue, fieldValues } from './answer-fields.ts';
import { type JsonScalar, jsonScalars } from './json-scalars.ts';
import { wholePartOf } from './truncated-json.ts';

/** The parts of an answer that may contain identities. */
export interface ParsedAnswer {
  readonly status: number;
  readonly fields: RawFields;
  /** The JSON documents in its body; the first ones of a stream. */
  readonly documents: readonly unknown[];
  /** A body that is a page or another text; empty otherwise. */
  readonly text: string;
  /** The header values that may be identities. */
  readonly values: readonly FieldValue[];
  /** The values in its documents that may be identities. */
  readonly scalars: readonly JsonScalar[];
  /** The names of members in its documents, each once. */
  readonly names: ReadonlySet<string>;
  /** The length of the body's text. The parsed answer takes several times as much memory. */
  readonly chars: number;
}

const decodedBytesMax = 4 * 1024 * 1024;
/** The first parts of a stream name the things that it is about. */
const streamedDocumentsMax = 4;
const linesMax = 100;

/** Renames the members of an answer's documents to primary's names. */
export type InPrimaryNames = (documents: readonly unknown[]) => readonly unknown[];

/**
 * @param subject of the request that it answers
 * @param isWhole whether all of it arrived; of a truncated answer, the complete part is parsed
 */
export function parseAnswer(
  { head, body }: CapturedMessage,
  subject: Subject,
  isWhole = true,
  inPrimaryNames: InPrimaryNames | null = null,
): ParsedAnswer {
  const { status, fields } = parseResponseHead(head);
  const text = decodedText(fields, body);
  const read = text === '' ? [] : readDocuments(text, isWhole);
  const documents = inPrimaryNames === null ? read : inPrimaryNames(read);
  return {
    status,
    fields,
    documents,
    text: documents.length === 0 ? text : '',
    values: fieldValues(fields, subject),
    ...jsonScalars(documents, subject),
    chars: text.length,
  };
}

/** An earlier answer to the same request, and its body. */
export interface AnswerBefore {
  readonly body: Uint8Array;
  readonly answer: ParsedAnswer;
}

/**
 * Parses the candidate's answer. If its body has the same bytes and the same type as primary's, it shares the
 * parsed result: most answers are equal.
 *
 * @param before primary's answer, which must have been parsed as a whole and for the same subject
 */
export function parseSecondAnswer(
  message: CapturedMessage,
  subject: Subject,
  { body, answer }: AnswerBefore,
): ParsedAnswer {
  const isSame = Buffer.compare(body, message.body) === 0;
  const { status, fields } = parseResponseHead(message.head);
  const coding = 'content-encoding';
  if (!isSame || fieldValue(fields, coding) !== fieldValue(answer.fields, coding)) {
    return parseAnswer(message, subject);
  }
  return { ...answer, status, fields, values: fieldValues(fields, subject) };
}

function decodedText(fields: RawFields, body: Uint8Array): string {
  if (body.byteLength === 0) return '';
  const encoding = fieldValue(fields, 'content-encoding') ?? null;
  const decoded = decodeBody(body, encoding, decodedBytesMax);
  if (decoded.kind !== 'decoded') return '';
  const { buffer, byteOffset, byteLength } = decoded.bytes;
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

function readDocuments(text: string, isWhole: boolean): readonly unknown[] {
  const first = text.trimStart().charAt(0);
  if (first === '{' || first === '[' || first === '"') {
    const document = parse(text) ?? (isWhole ? undefined : parse(wholePartOf(text) ?? ''));
    return document === undefined ? linesOf(text) : [document];
  }
  if (text.startsWith('data:') || text.includes('\ndata:')) return eventsOf(text);
  const word = text.trim();
  return isOneToken(word) && isUnmistakable(word) ? [word] : [];
}

function linesOf(text: string): readonly unknown[] {
  return text.split('\n', linesMax).map(parse).filter(isParsed);
}

function eventsOf(text: string): readonly unknown[] {
  const documents: unknown[] = [];
  for (const line of text.split('\n', linesMax)) {
    if (!line.startsWith('data:')) continue;
    const document = parse(line.slice('data:'.length));
    if (isParsed(document)) documents.push(document);
    if (documents.length === streamedDocumentsMax) break;
  }
  return documents;
}

function isParsed(document: unknown): boolean {
  return document !== undefined;
}

/** Undefined if the text is not JSON. Integers that a double cannot hold are bigints. */
function parse(text: string): unknown {
  try {
    return /\d{16}/.test(text) ? parseJson(text, exactly) : parseJson(text);
  } catch {
    return undefined;
  }
}

function exactly(_: string, value: unknown, { source }: { source?: string } = {}): unknown {
  const isInexact = typeof value === 'number' && !Number.isSafeInteger(value);
  return isInexact && source !== undefined && /^\d+$/.test(source) ? BigInt(source) : value;
}
