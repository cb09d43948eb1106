/** No tap writes more: 35,000 writes under way on primary. */
const bytesMax = 1024 * 1024;
/** No tap writes more arrays and objects. A megabyte of nested ones takes half a second to parse. */
const bracketsMax = 1000;
const brackets = [0x5b, 0x7b];

/** JSON padded with spaces, so that the following bytes begin at a multiple of 8. */
export function jsonSection(json: string): Buffer {
  const bytes = Buffer.byteLength(json);
  return Buffer.from(json + ' '.repeat(-bytes & 7));
}

/** Undefined if it is not JSON, or JSON that would take much more time or memory than its size. */
export function readJsonSection({ buffer, byteOffset, byteLength }: Uint8Array): unknown {
  if (byteLength > bytesMax) return undefined;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  if (brackets.some((bracket) => hasMore(bytes, bracket))) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function hasMore(bytes: Buffer, bracket: number): boolean {
  let at = bytes.indexOf(bracket);
  for (let found = 0; found < bracketsMax; found += 1) {
    if (at === -1) return false;
    at = bytes.indexOf(bracket, at + 1);
  }
  return true;
}
