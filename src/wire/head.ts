import type { OpaqueReason } from '../vocabulary/shed.ts';
import { type FieldMark, FieldScanner, malformed, needMore } from './fields.ts';
import { cr, isA, lf, space, targetBit, tokenBit, valueBit } from './octets.ts';

/** What the framing of a message depends on, read from its head. */
export interface Head {
  /** Start line and fields through the empty line. */
  readonly bytes: Buffer;
  /** Three digits of a response; 0 in a request. */
  readonly status: number;
  /** Null where the field is absent. */
  readonly contentLength: number | null;
  readonly chunked: boolean;
  readonly upgrade: boolean;
  readonly expect: boolean;
}

export const headBytesMax = 64 * 1024;

const versionStart = Buffer.from('HTTP/1.');
const zero = 0x30;

const inMethod = 0;
const inTarget = 1;
const inVersion = 2;
const inMinor = 3;
const beforeStatus = 4;
const inStatus = 5;
const afterStatus = 6;
const inReason = 7;
const lineCr = 8;
const lineLf = 9;
const inFields = 10;

/**
 * Reads the head of an HTTP/1.x message, across as many chunks as it comes in, and gives up at the
 * first octet that another reader might understand differently: what is ambiguous is not repaired.
 */
export class HeadReader {
  readonly #firstState: number;
  readonly #fields = new FieldScanner();
  #state: number;
  /** How much of the present start-line element has been read. */
  #count = 0;
  #minor = 0;
  #status = 0;
  /** The start of a head that came in several chunks. */
  #held: Buffer = Buffer.alloc(0);
  #heldBytes = 0;
  /** Why `read` said `malformed`. */
  fault: OpaqueReason = 'malformed_head';

  constructor(of: 'request' | 'response') {
    this.#firstState = of === 'request' ? inMethod : inVersion;
    this.#state = this.#firstState;
  }

  /** @returns the offset behind the head, `needMore`, or `malformed` with `fault` set */
  read(chunk: Buffer, from: number): number {
    const base = this.#heldBytes - from;
    let at = from;
    if (this.#state !== inFields) at = this.#readStartLine(chunk, from);
    if (at >= 0 && this.#state === inFields) {
      at = this.#fields.read(chunk, at, base);
      if (at === malformed) this.fault = 'malformed_head';
    }
    if (at === malformed) return malformed;
    if (base + (at === needMore ? chunk.length : at) > headBytesMax) {
      this.fault = 'head_too_large';
      return malformed;
    }
    if (at === needMore) this.#hold(chunk, from);
    return at;
  }

  /**
   * The head that `read` has just come to the end of, and makes ready for the next one.
   *
   * @returns the head, or why its framing is ambiguous
   */
  take(chunk: Buffer, from: number, end: number): Head | OpaqueReason {
    let bytes = chunk.subarray(from, end);
    if (this.#heldBytes > 0) {
      bytes = Buffer.concat([this.#held.subarray(0, this.#heldBytes), bytes]);
      this.#held = Buffer.alloc(0);
      this.#heldBytes = 0;
    }
    const head = interpret(bytes, this.#fields.marks, this.#minor, this.#status);
    this.#fields.reset();
    this.#state = this.#firstState;
    this.#count = 0;
    this.#status = 0;
    return head;
  }

  #readStartLine(chunk: Buffer, from: number): number {
    const end = chunk.length;
    let at = from;
    while (at < end) {
      const octet = chunk[at] ?? 0;
      switch (this.#state) {
        case inMethod:
          if (isA(tokenBit, octet)) this.#count += 1;
          else if (octet === space && this.#count > 0) this.#next(inTarget);
          else return this.#refuse(octet === cr || octet === lf ? 'malformed_head' : 'not_http1');
          break;
        case inTarget:
          if (isA(targetBit, octet)) this.#count += 1;
          else if (octet === space && this.#count > 0) this.#next(inVersion);
          else return this.#refuse(octet === cr || octet === lf ? 'not_http1' : 'malformed_head');
          break;
        case inVersion:
          if (octet !== versionStart[this.#count]) return this.#refuse('not_http1');
          this.#count += 1;
          if (this.#count === versionStart.length) this.#next(inMinor);
          break;
        case inMinor:
          if (octet !== zero && octet !== zero + 1) return this.#refuse('not_http1');
          this.#minor = octet - zero;
          this.#next(this.#firstState === inMethod ? lineCr : beforeStatus);
          break;
        case beforeStatus:
          if (octet !== space) return this.#refuse('malformed_head');
          this.#next(inStatus);
          break;
        case inStatus:
          if (octet < zero || octet > zero + 9) return this.#refuse('malformed_head');
          this.#status = this.#status * 10 + octet - zero;
          this.#count += 1;
          if (this.#count === 3) this.#next(afterStatus);
          break;
        case afterStatus:
          if (octet === cr) this.#next(lineLf);
          else if (octet === space) this.#next(inReason);
          else return this.#refuse('malformed_head');
          break;
        case inReason:
          if (octet === cr) this.#next(lineLf);
          else if (!isA(valueBit, octet)) return this.#refuse('malformed_head');
          break;
        case lineCr:
          if (octet !== cr) return this.#refuse('malformed_head');
          this.#next(lineLf);
          break;
        default:
          if (octet !== lf) return this.#refuse('malformed_head');
          this.#next(inFields);
          return at + 1;
      }
      at += 1;
    }
    return needMore;
  }

  #next(state: number): void {
    this.#state = state;
    this.#count = 0;
  }

  #refuse(fault: OpaqueReason): typeof malformed {
    this.fault = fault;
    return malformed;
  }

  #hold(chunk: Buffer, from: number): void {
    const needed = this.#heldBytes + chunk.length - from;
    if (needed > this.#held.length) {
      // Doubling keeps a head that trickles in octet by octet from being copied as often.
      const larger = Buffer.allocUnsafeSlow(Math.max(1024, needed, this.#held.length * 2));
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    chunk.copy(this.#held, this.#heldBytes, from);
    this.#heldBytes = needed;
  }
}

/** Whether a head begins with this text, which is ASCII. */
export function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

/** RFC 9112, section 6.3, without its leniencies. */
function interpret(
  bytes: Buffer,
  marks: readonly FieldMark[],
  minor: number,
  status: number,
): Head | OpaqueReason {
  let contentLength: number | null = null;
  let chunked = false;
  let upgrade = false;
  let expect = false;
  for (const { nameAt, nameEnd, valueEnd } of marks) {
    switch (bytes.toString('latin1', nameAt, nameEnd).toLowerCase()) {
      case 'content-length': {
        const digits = valueAt(bytes, nameEnd, valueEnd);
        if (contentLength !== null || !/^\d{1,15}$/.test(digits)) return 'ambiguous_length';
        contentLength = Number(digits);
        break;
      }
      case 'transfer-encoding':
        if (chunked || minor === 0) return 'ambiguous_length';
        if (valueAt(bytes, nameEnd, valueEnd).toLowerCase() !== 'chunked') {
          return 'unknown_transfer_coding';
        }
        chunked = true;
        break;
      case 'upgrade':
        upgrade = true;
        break;
      case 'expect':
        expect = true;
        break;
    }
  }
  if (chunked && contentLength !== null) return 'ambiguous_length';
  return { bytes, status, contentLength, chunked, upgrade, expect };
}

function valueAt(bytes: Buffer, nameEnd: number, valueEnd: number): string {
  return bytes.toString('latin1', nameEnd + 1, valueEnd).replace(/^[ \t]+|[ \t]+$/g, '');
}
