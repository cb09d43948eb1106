import { FieldScanner, malformed, needMore } from './fields.ts';
import { headBytesMax } from './head.ts';
import { cr, hexBit, isA, lf, semicolon, valueBit } from './octets.ts';

/** Receives a message's payload piece by piece, with the chunk framing taken off. */
export type OnPayload = (piece: Buffer) => void;

/** A chunk size of more digits than this is not a size but an attack. */
const sizeDigitsMax = 15;
const sizeLineBytesMax = 4096;

const byLength = 0;
const untilClose = 1;
const inSize = 2;
const inExtension = 3;
const sizeLf = 4;
const inData = 5;
const dataCr = 6;
const dataLf = 7;
const inTrailers = 8;

/** Finds the end of a body, across as many chunks as it comes in (RFC 9112, sections 6 and 7). */
export class BodyReader {
  readonly #trailers = new FieldScanner();
  readonly #onPayload: OnPayload;
  readonly #onTrailers: OnPayload;
  #state = byLength;
  /** Octets that are left of the body, or of the present chunk of it. */
  #left = 0;
  /** Octets read of the present size line, or of the trailers. */
  #lineBytes = 0;

  /** @param onTrailers gets the field lines after the last chunk, through the empty line */
  constructor(onPayload: OnPayload, onTrailers: OnPayload) {
    this.#onPayload = onPayload;
    this.#onTrailers = onTrailers;
  }

  get endsWithConnection(): boolean {
    return this.#state === untilClose;
  }

  expectLength(octetCount: number): void {
    this.#state = byLength;
    this.#left = octetCount;
  }

  expectChunks(): void {
    this.#startSize();
  }

  expectClose(): void {
    this.#state = untilClose;
  }

  /** @returns the offset behind the body, `needMore` or `malformed` */
  read(chunk: Buffer, from: number): number {
    switch (this.#state) {
      case byLength: {
        const at = this.#payload(chunk, from);
        return this.#left === 0 ? at : needMore;
      }
      case untilClose:
        if (from < chunk.length) this.#onPayload(chunk.subarray(from));
        return needMore;
      default:
        return this.#readChunked(chunk, from);
    }
  }

  #readChunked(chunk: Buffer, from: number): number {
    const end = chunk.length;
    let at = from;
    while (at < end) {
      const octet = chunk[at] ?? 0;
      switch (this.#state) {
        case inSize:
          if (isA(hexBit, octet)) {
            this.#left = this.#left * 16 + hexDigit(octet);
            this.#lineBytes += 1;
            if (this.#lineBytes > sizeDigitsMax) return malformed;
          } else if (this.#lineBytes === 0) return malformed;
          else if (octet === cr) this.#state = sizeLf;
          else if (octet === semicolon) this.#state = inExtension;
          else return malformed;
          at += 1;
          break;
        case inExtension:
          this.#lineBytes += 1;
          if (octet === cr) this.#state = sizeLf;
          else if (!isA(valueBit, octet)) return malformed;
          else if (this.#lineBytes > sizeLineBytesMax) return malformed;
          at += 1;
          break;
        case sizeLf:
          if (octet !== lf) return malformed;
          at += 1;
          this.#lineBytes = 0;
          if (this.#left > 0) this.#state = inData;
          else {
            this.#state = inTrailers;
            this.#trailers.reset();
          }
          break;
        case inData:
          at = this.#payload(chunk, at);
          if (this.#left === 0) this.#state = dataCr;
          break;
        case dataCr:
          if (octet !== cr) return malformed;
          at += 1;
          this.#state = dataLf;
          break;
        case dataLf:
          if (octet !== lf) return malformed;
          at += 1;
          this.#startSize();
          break;
        default:
          return this.#readTrailers(chunk, at);
      }
    }
    return needMore;
  }

  #readTrailers(chunk: Buffer, from: number): number {
    const at = this.#trailers.read(chunk, from, this.#lineBytes - from);
    this.#lineBytes += chunk.length - from;
    if (at === malformed || (at === needMore && this.#lineBytes > headBytesMax)) return malformed;
    this.#onTrailers(chunk.subarray(from, at === needMore ? chunk.length : at));
    return at;
  }

  #startSize(): void {
    this.#state = inSize;
    this.#left = 0;
    this.#lineBytes = 0;
  }

  /** Hands over what of the chunk belongs to the payload and returns the offset behind it. */
  #payload(chunk: Buffer, from: number): number {
    const end = Math.min(chunk.length, from + this.#left);
    this.#left -= end - from;
    if (end > from) this.#onPayload(chunk.subarray(from, end));
    return end;
  }
}

function hexDigit(octet: number): number {
  return octet <= 0x39 ? octet - 0x30 : (octet & 0x0f) + 9;
}
