/** No bytes: the body of a message that has none. */
export const noBytes: Buffer = Buffer.alloc(0);
