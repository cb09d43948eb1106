import { failure, type Result, success } from '../../vocabulary/result.ts';

/** A payload of a GoReplay file. */
export interface Payload {
  /** `replayed`: the answer of GoReplay's own target. */
  readonly type: 'request' | 'response' | 'replayed';
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** For a response, its duration; else 0. */
  readonly latencyMs: number;
  /** In its wire form. */
  readonly bytes: Buffer;
  readonly place: string;
}

interface PayloadFault {
  readonly words: string;
  readonly place: string;
}

/** The separator that GoReplay writes between two payloads. */
const separator = Buffer.from('\n🐵🙈🙉\n');
/** The limit for one payload. A larger one is skipped. */
const payloadBytesMax = 64 * 1024 * 1024;
const types = { '1': 'request', '2': 'response', '3': 'replayed' } as const;

/** Reads payloads one by one; at most one is in memory. */
export async function* readPayloads(
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<Result<Payload, PayloadFault>> {
  let held: Buffer[] = [];
  let [heldBytes, at, isTooLong] = [0, 0, false];
  let tail: Buffer = Buffer.alloc(0);

  function* cut(bytes: Buffer): Generator<Result<Payload, PayloadFault>> {
    const place = `byte ${at}`;
    at += bytes.byteLength + separator.byteLength;
    if (isTooLong) yield failure({ words: 'the payload is too long', place });
    else if (bytes.byteLength > 0) yield payloadOf(bytes, place);
    isTooLong = false;
  }

  try {
    for await (const piece of pieces) {
      let rest = tail.byteLength === 0 ? piece : Buffer.concat([tail, piece]);
      for (let end = rest.indexOf(separator); end !== -1; end = rest.indexOf(separator)) {
        yield* cut(Buffer.concat([...held, rest.subarray(0, end)]));
        [held, heldBytes] = [[], 0];
        rest = rest.subarray(end + separator.byteLength);
      }
      // The separator may be divided.
      const keep = Math.min(rest.byteLength, separator.byteLength - 1);
      const body = rest.subarray(0, rest.byteLength - keep);
      tail = Buffer.from(rest.subarray(rest.byteLength - keep));
      if (heldBytes + body.byteLength > payloadBytesMax) {
        isTooLong = true;
        at += heldBytes + body.byteLength;
        [held, heldBytes] = [[], 0];
      } else if (body.byteLength > 0) {
        held.push(Buffer.from(body));
        heldBytes += body.byteLength;
      }
    }
  } catch (error) {
    // In a truncated zipped file, everything before the end is read.
    const words = error instanceof Error ? error.message : 'it cannot be unzipped';
    yield failure({ words: `the file ends early: ${words}`, place: `byte ${at}` });
    return;
  }
  const last = Buffer.concat([...held, tail]);
  if (last.toString('latin1').trim() !== '')
    yield failure({ words: 'the file ends within a payload', place: `byte ${at}` });
}

function payloadOf(bytes: Buffer, place: string): Result<Payload, PayloadFault> {
  const lineEnd = bytes.indexOf('\n');
  const line = bytes.subarray(0, Math.max(0, lineEnd)).toString('latin1');
  const [, type, id = '', timestamp = '', latency = '0'] =
    /^([123]) ([0-9a-zA-Z]{1,64}) (\d{1,20})(?: (-?\d{1,20}))?\s*$/.exec(line) ?? [];
  if (type === undefined) return failure({ words: 'the payload has no GoReplay header', place });
  const latencyMs = Math.max(0, Number(latency) / 1e6);
  return success({
    type: types[type as keyof typeof types],
    id,
    startedAtMs: Number(BigInt(timestamp) / 1000n) / 1000,
    latencyMs: type === '1' ? 0 : latencyMs,
    bytes: bytes.subarray(lineEnd + 1),
    place,
  });
}
