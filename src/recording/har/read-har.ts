import { createReadStream, statSync } from 'node:fs';
import { JSONParser } from '@streamparser/json';
import type { Exchange } from '../../vocabulary/exchange.ts';
import { ParallaxError } from '../../vocabulary/errors.ts';
import { failure, type Result, success } from '../../vocabulary/result.ts';
import type { ExchangeSource, SourcePart } from '../exchange-source.ts';
import { importedExchange, InOrderOfEnds } from '../imported-exchange.ts';
import { entryMessages } from './entry-messages.ts';
import { entrySchema, type HarEntry } from './entry-schema.ts';

interface NumberedEntry {
  readonly number: number;
  /** As it was parsed, of any shape. */
  readonly entry: Result<unknown>;
}

const pieceBytes = 64 * 1024;

/**
 * Opens a HAR 1.2 file, as browsers, Playwright and mitmproxy write it. It is read entry by entry.
 *
 * @param origins whose requests are played; that of the first entry if there are none
 * @throws ParallaxError `recording` if it has no entry; the system's error if it cannot be read
 */
export async function openHar(path: string, origins: ReadonlySet<string>): Promise<ExchangeSource> {
  const { size } = statSync(path);
  let readBytes = 0;
  let startedAtMs: number | null = null;
  for await (const { entry } of readEntries(path, () => undefined)) {
    const { data } = entrySchema.safeParse(entry.value);
    const ms = Date.parse(data?.startedDateTime ?? '');
    if (Number.isFinite(ms)) startedAtMs ??= ms;
    if (startedAtMs !== null) break;
  }
  if (startedAtMs === null) {
    throw new ParallaxError('recording', `${path}: this file has no HAR entry`);
  }
  return {
    path,
    recorder: path,
    host: '',
    startedAtMs,
    first: null,
    hasPlaceholders: false,
    parts: () =>
      partsOf(
        readEntries(path, (bytes) => (readBytes = bytes)),
        origins,
      ),
    readShare: () => (size === 0 ? 1 : Math.min(1, readBytes / size)),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function* partsOf(
  entries: AsyncIterable<NumberedEntry>,
  origins: ReadonlySet<string>,
): AsyncGenerator<SourcePart> {
  const ordered = new InOrderOfEnds();
  const connections = new Map<string, number>();
  const played = new Set(origins);
  for await (const { number, entry } of entries) {
    if (entry.fault !== null) {
      yield { ...fault(number, entry.fault, 0), mayHideMore: true };
      continue;
    }
    const { value: made, fault: words } = exchangeOf(entry.value, number, played, connections);
    if (words !== null) {
      yield fault(number, words, 1);
      continue;
    }
    const { exchange, responseFault } = made;
    if (responseFault !== null) yield fault(number, responseFault, 0);
    yield* partOf(ordered.add(exchange));
  }
  yield* partOf(ordered.end());
}

function* partOf(exchanges: readonly Exchange[]): Generator<SourcePart> {
  if (exchanges.length > 0) yield { kind: 'exchanges', exchanges, wallOffsetMs: 0 };
}

function fault(number: number, words: string, exchanges: number) {
  return { kind: 'fault', place: `entry ${number}`, words, exchanges } as const;
}

interface ReadEntry {
  readonly exchange: Exchange;
  /** Why the body of its response is unknown, in words; null if it is known. */
  readonly responseFault: string | null;
}

/**
 * The exchange that an entry forms.
 *
 * @param played origins whose requests are played; gets that of the first entry if there are none
 */
function exchangeOf(
  entry: unknown,
  number: number,
  played: Set<string>,
  connections: Map<string, number>,
): Result<ReadEntry> {
  const { data } = entrySchema.safeParse(entry);
  if (data === undefined) return failure('the entry does not follow HAR 1.2');
  const startedAtMs = Date.parse(data.startedDateTime);
  if (!Number.isFinite(startedAtMs)) return failure('startedDateTime is not a time');
  const url = URL.parse(data.request.url);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return failure(url === null ? 'the URL is invalid' : `a ${url.protocol} URL cannot be sent`);
  }
  if (played.size === 0) played.add(url.origin);
  if (!played.has(url.origin)) return failure(`the request is to another origin: ${url.origin}`);
  const messages = entryMessages(data, url);
  if (messages.fault !== null) return messages;
  const { request, response, responseFault } = messages.value;
  const exchange = importedExchange({
    sequence: number,
    connection: connectionOf(data, connections),
    startedAtMs,
    durationMs: data.time,
    request,
    response,
    leftOut: responseFault === null ? null : 'body_not_recorded',
  });
  return success({ exchange, responseFault });
}

/** Numbers connections in order; all entries without one belong to one client. */
function connectionOf({ connection = '' }: HarEntry, connections: Map<string, number>): number {
  const known = connections.get(connection);
  if (known !== undefined) return known;
  connections.set(connection, connections.size + 1);
  return connections.size;
}

async function* readEntries(
  path: string,
  onRead: (bytes: number) => void,
): AsyncGenerator<NumberedEntry> {
  const parser = new JSONParser({
    paths: ['$.log.entries.*'],
    keepStack: false,
    stringBufferSize: pieceBytes,
  });
  let entries: unknown[] = [];
  parser.onValue = ({ value }) => void entries.push(value);
  let [number, bytes] = [0, 0];
  for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
    const words = written(parser, bytes === 0 ? withoutMark(piece as Buffer) : (piece as Buffer));
    bytes += (piece as Buffer).byteLength;
    onRead(bytes);
    for (const entry of entries) {
      number += 1;
      yield { number, entry: success(entry) };
    }
    entries = [];
    if (words !== null) return yield { number: number + 1, entry: failure(words) };
  }
  if (!parser.isEnded) yield { number: number + 1, entry: failure('the file ends early') };
}

/** @returns the fault; null while it is JSON */
function written(parser: JSONParser, piece: Buffer): string | null {
  // Only white space should follow.
  if (parser.isEnded) return null;
  try {
    parser.write(piece);
    return null;
  } catch {
    return 'this is not JSON; the rest of the file is not read';
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

function withoutMark(piece: Buffer): Buffer {
  return piece.subarray(0, 3).equals(byteOrderMark) ? piece.subarray(3) : piece;
}
