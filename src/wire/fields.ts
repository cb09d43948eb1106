import { colon, cr, isA, lf, tokenBit, valueBit } from './octets.ts';

/** Returned by a reader in place of an offset. */
export const needMore = -1;
export const malformed = -2;

/** Positions in the whole message. */
export interface FieldMark {
  readonly nameAt: number;
  readonly nameEnd: number;
  readonly valueEnd: number;
}

const lineStart = 0;
const inName = 1;
const inValue = 2;
const valueLf = 3;
const lastLf = 4;

/**
 * Reads field lines octet by octet up to the empty line that ends them, across as many chunks as
 * they come in. Only what RFC 9112 calls valid passes: no bare CR or LF, no folding, no white
 * space before the colon. Where a field that decides framing stands is remembered.
 */
export class FieldScanner {
  #state = lineStart;
  #nameAt = 0;
  #nameEnd = 0;
  #valueEnd = 0;
  /** Where the fields are that may decide framing. */
  readonly marks: FieldMark[] = [];

  reset(): void {
    this.#state = lineStart;
    this.marks.length = 0;
  }

  /**
   * @param base what to add to an offset in this chunk to get a position in the whole message
   * @returns the offset behind the empty line, `needMore` or `malformed`
   */
  read(chunk: Uint8Array, from: number, base: number): number {
    const end = chunk.length;
    let at = from;
    let state = this.#state;
    while (at < end) {
      switch (state) {
        case lineStart:
          this.#nameAt = base + at;
          state = chunk[at] === cr ? lastLf : inName;
          if (state === lastLf) at += 1;
          break;
        case inName:
          while (at < end && isA(tokenBit, chunk[at])) at += 1;
          if (at === end) break;
          this.#nameEnd = base + at;
          if (chunk[at] !== colon || this.#nameEnd === this.#nameAt) return malformed;
          at += 1;
          state = inValue;
          break;
        case inValue:
          while (at < end && isA(valueBit, chunk[at])) at += 1;
          if (at === end) break;
          if (chunk[at] !== cr) return malformed;
          this.#valueEnd = base + at;
          at += 1;
          state = valueLf;
          break;
        case valueLf:
          if (chunk[at] !== lf) return malformed;
          at += 1;
          if (mayDecideFraming(this.#nameEnd - this.#nameAt)) {
            this.marks.push({
              nameAt: this.#nameAt,
              nameEnd: this.#nameEnd,
              valueEnd: this.#valueEnd,
            });
          }
          state = lineStart;
          break;
        default:
          return chunk[at] === lf ? at + 1 : malformed;
      }
    }
    this.#state = state;
    return needMore;
  }
}

/** By length alone: Expect, Upgrade, Content-Length, Transfer-Encoding and a few others. */
function mayDecideFraming(nameLength: number): boolean {
  return nameLength === 14 || nameLength === 17 || nameLength === 6 || nameLength === 7;
}
