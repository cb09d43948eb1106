/** The part of a request line that the route depends on. */
export interface RequestLine {
  readonly method: string;
  readonly target: string;
}

/**
 * Reads the first line of a request head that a framer has accepted. A head without such a line gives empty
 * strings.
 */
export function parseRequestLine(head: Uint8Array): RequestLine {
  const lineEnd = head.indexOf(0x0d);
  const line = Buffer.from(head.buffer, head.byteOffset, Math.max(lineEnd, 0)).toString('latin1');
  const methodEnd = line.indexOf(' ');
  const targetEnd = line.indexOf(' ', methodEnd + 1);
  return { method: line.slice(0, methodEnd), target: line.slice(methodEnd + 1, targetEnd) };
}
