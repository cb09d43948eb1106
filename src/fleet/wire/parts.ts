/**
 * @param encoded a tap message
 * @param payloadBytesMax what the server takes at most in one message
 * @returns the message itself where it fits, else its parts in their order
 */
export function partsOf(encoded: Uint8Array, payloadBytesMax: number): readonly Uint8Array[] {
  throw new Error(`not written yet: ${encoded.byteLength} ${payloadBytesMax}`);
}

/** Joins the parts of messages of many taps. */
export class PartJoiner {
  /** @returns the whole message; null while parts of it are missing */
  add(bytes: Uint8Array): Uint8Array | null {
    throw new Error(`not written yet: ${bytes.byteLength}`);
  }

  /** @returns how many incomplete messages it has dropped since the last call */
  expire(): number {
    return 0;
  }
}
