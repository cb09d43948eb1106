import { createReadStream, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { type Imported, importedExchange, InOrderOfEnds } from '../imported-exchange.ts';
import type { ExchangeSource, SourcePart } from '../exchange-source.ts';
import { wholeRequest, wholeResponse } from '../whole-message.ts';
import { ParallaxError } from '../../vocabulary/errors.ts';
import { failure, type Result, success } from '../../vocabulary/result.ts';
import { type Payload, readPayloads } from './payloads.ts';

/** The number of requests that may wait for their responses. */
const openBytesMax = 64 * 1024 * 1024;

/**
 * Opens a file that GoReplay has written with `--output-file`, with responses (`--input-raw-track-response`).
 *
 * @param isZipped by gzip
 * @throws the system's error if it cannot be read; ParallaxError `recording` if it has no payload
 */
export async function openGoreplay(path: string, isZipped: boolean): Promise<ExchangeSource> {
  const { size } = statSync(path);
  let readBytes = 0;
  const bytes = (): AsyncIterable<Buffer> => {
    const file = createReadStream(path, { highWaterMark: 256 * 1024 });
    file.on('data', (piece) => (readBytes += piece.length));
    return isZipped ? file.pipe(createGunzip().on('error', () => undefined)) : file;
  };
  let startedAtMs: number | null = null;
  for await (const { value: payload } of readPayloads(bytes())) {
    if (payload !== null) startedAtMs ??= payload.startedAtMs;
    if (startedAtMs !== null) break;
  }
  if (startedAtMs === null) {
    throw new ParallaxError('recording', `${path}: this file has no GoReplay payload`);
  }
  readBytes = 0;
  return {
    path,
    recorder: path,
    host: '',
    startedAtMs,
    first: null,
    hasPlaceholders: false,
    parts: () => partsOf(bytes()),
    readShare: () => (size === 0 ? 1 : Math.min(1, readBytes / size)),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function* partsOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<SourcePart> {
  /** Requests without a response so far, by their ids. */
  const open = new Map<string, Payload>();
  const ordered = new InOrderOfEnds();
  let [openBytes, sequence] = [0, 0];

  function close(id: string): Payload | null {
    const found = open.get(id);
    if (found === undefined) return null;
    open.delete(id);
    openBytes -= found.bytes.byteLength;
    return found;
  }

  function* dropOldest(): Generator<SourcePart> {
    for (const [id, payload] of open) {
      if (openBytes <= openBytesMax) return;
      close(id);
      yield faultOf(payload, 'the request has no response', 1);
    }
  }

  for await (const { value: read, fault } of readPayloads(bytes)) {
    if (fault !== null) {
      const { place, words } = fault;
      yield { kind: 'fault', place, words, exchanges: 0, mayHideMore: true };
    } else if (read.type === 'request') {
      const before = close(read.id);
      if (before !== null) yield faultOf(before, 'the request has no response', 1);
      open.set(read.id, read);
      openBytes += read.bytes.byteLength;
      yield* dropOldest();
    } else if (read.type === 'response') {
      const request = close(read.id);
      sequence += 1;
      const paired =
        request === null ? failure('the response has no request') : pair(request, read, sequence);
      if (paired.fault !== null) yield faultOf(read, paired.fault, 1);
      else yield* partOf(ordered.add(importedExchange(paired.value)));
    }
  }
  for (const payload of open.values()) yield faultOf(payload, 'the request has no response', 1);
  yield* partOf(ordered.end());
}

function* partOf(exchanges: readonly ReturnType<typeof importedExchange>[]): Generator<SourcePart> {
  if (exchanges.length > 0) yield { kind: 'exchanges', exchanges, wallOffsetMs: 0 };
}

function faultOf({ place }: Payload, words: string, exchanges: number): SourcePart {
  return { kind: 'fault', place, words, exchanges };
}

/** The exchange that two payloads form. */
function pair(request: Payload, response: Payload, sequence: number): Result<Imported> {
  const asked = wholeRequest(request.bytes);
  if (asked.fault !== null) return failure(`the request is ${asked.fault}`);
  const head = Buffer.from(asked.value.head).toString('latin1');
  if (head.startsWith('CONNECT ')) return failure('CONNECT cannot be sent to a candidate');
  const answered = wholeResponse(response.bytes, head.startsWith('HEAD '));
  if (answered.fault !== null) return failure(`the response is ${answered.fault}`);
  return success({
    sequence,
    // GoReplay does not record the connection of a request.
    connection: sequence,
    startedAtMs: request.startedAtMs,
    durationMs: Math.max(0, response.startedAtMs - request.startedAtMs) + response.latencyMs,
    request: asked.value,
    response: answered.value,
  });
}
