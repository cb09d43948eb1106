const bodyBytesMax = 64 * 1024;

/** A request's body as JSON; null if it is not JSON, or too long to be a change of a thing. */
export function sentJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0 || bytes.byteLength > bodyBytesMax) return null;
  if (bytes[0] !== openingBrace && bytes[0] !== openingBracket) return null;
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}

const openingBrace = 0x7b;
const openingBracket = 0x5b;
