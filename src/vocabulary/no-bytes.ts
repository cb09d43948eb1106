/** No bytes: the body of a message that has none. */
export const noBytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);

/** The same where a Buffer is needed. */
export const emptyBuffer: Buffer = Buffer.alloc(0);
