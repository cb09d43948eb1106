import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { failure, type Result, success } from '../../vocabulary/result.ts';
import { onePerLine } from '../config-file.ts';
import { type ConfigFault, inReadingOrder } from '../fault.ts';
import { fileFaultWords } from '../file-fault-words.ts';
import { readDocumentText } from './document-text.ts';
import { operationsOf, type PlacedOperation } from './operations-of.ts';

/** An operation with the line that it is on, from 1. */
export interface ReadOperation extends Omit<PlacedOperation, 'path'> {
  readonly line: number;
}

interface DocumentFault extends ConfigFault {
  /** Not a fault if the config has all of these routes itself. */
  readonly unlessRoutes?: readonly string[] | undefined;
}

/** A document; if it has faults, only its usable operations. */
export interface ReadDocument {
  readonly operations: readonly ReadOperation[];
  /** In the order of the document. */
  readonly faults: readonly DocumentFault[];
  /** The fault of the file itself, without a line; else null. */
  readonly fileFault: string | null;
}

const bytesMax = 16 * 1024 * 1024;

/** The last document: a config that is reloaded mostly has the same one. */
let last: { readonly digest: string; readonly read: ReadDocument } | null = null;

/**
 * Reads the operations of an OpenAPI document.
 *
 * @param shownAs the name of the file in faults
 */
export function readApiDocument(file: string, shownAs: string): ReadDocument {
  const { value: bytes, fault } = readBytes(file);
  if (fault !== null) return { operations: [], faults: [], fileFault: fault };
  const digest = createHash('sha256').update(bytes).update(shownAs).digest('base64');
  if (last?.digest === digest) return last.read;
  const read = readText(new TextDecoder().decode(bytes), shownAs);
  last = { digest, read };
  return read;
}

function readBytes(file: string): Result<Buffer> {
  try {
    const stat = statSync(file);
    // To read a pipe is to wait for its writer.
    if (stat.isFIFO() || stat.isCharacterDevice()) return failure('write the path of a file');
    if (stat.size > bytesMax) return failure('a document may have at most 16 MiB: split it');
    return success(readFileSync(file));
  } catch (error) {
    return failure(fileFaultWords(error));
  }
}

function readText(text: string, shownAs: string): ReadDocument {
  const lineStarts = startsOfLines(text);
  const placeAt = (offset: number) => {
    const line = lineAt(lineStarts, offset);
    return { file: shownAs, line, column: offset - (lineStarts[line - 1] ?? 0) + 1 };
  };
  const { value, offsetOf, faults: textFaults } = readDocumentText(text);
  const faults: DocumentFault[] = textFaults.map(({ offset, message }) => {
    return { place: placeAt(offset), subject: '', message: plain(message) };
  });
  if (offsetOf === null) {
    return { operations: [], faults: onePerLine(faults), fileFault: null };
  }
  const operations = operationsOf(value, (path, message, unlessRoutes) => {
    const place = placeAt(offsetOf(path));
    faults.push({ place, subject: subjectOf(path), message: plain(message), unlessRoutes });
  });
  return {
    operations: operations.map(({ path, operationId, area, routes }) => {
      return { operationId, area, routes, line: lineAt(lineStarts, offsetOf(path)) };
    }),
    faults: inReadingOrder(faults),
    fileFault: null,
  };
}

/** `paths /users/{id} get tags 0`: a path has dots and slashes of its own. */
function subjectOf(path: readonly PropertyKey[]): string {
  return plain(path.map(String).join(' '));
}

/** Text from a document must not control or flood the terminal that shows it. */
function plain(text: string): string {
  const visible = text.replaceAll(/\p{C}/gu, '\ufffd');
  return visible.length > 300 ? `${visible.slice(0, 300)}…` : visible;
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The number of the line at an offset, from 1. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Infinity) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
