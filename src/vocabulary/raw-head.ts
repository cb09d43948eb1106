/** Header fields in wire order: name, value, name, value, … with names as they were sent. */
export type RawFields = readonly string[];

export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly fields: RawFields;
}

export interface ResponseHead {
  readonly status: number;
  readonly fields: RawFields;
  /** The fields after the body. */
  readonly trailers: RawFields;
}

/**
 * Reads a request head that the live plane's framer has already accepted, so it is known to be
 * well formed. Bytes are read as latin1, which keeps every one of them.
 */
export function parseRequestHead(head: Uint8Array): RequestHead {
  const text = latin1(head);
  const lineEnd = text.indexOf('\r\n');
  const methodEnd = text.indexOf(' ');
  const targetEnd = text.indexOf(' ', methodEnd + 1);
  return {
    method: text.slice(0, methodEnd),
    target: text.slice(methodEnd + 1, targetEnd),
    fields: parseFields(text, lineEnd + 2).fields,
  };
}

/** The same for a response head: `HTTP/1.1 200 OK`, its fields, and the trailers behind them. */
export function parseResponseHead(head: Uint8Array): ResponseHead {
  const text = latin1(head);
  const { fields, end } = parseFields(text, text.indexOf('\r\n') + 2);
  const trailers = end < text.length ? parseFields(text, end).fields : noFields;
  return { status: Number(text.slice(9, 12)), fields, trailers };
}

/** The status of a response head, and nothing else of it; 0 where there is no head. */
export function statusOf(head: Uint8Array): number {
  let status = 0;
  // Its three digits come after `HTTP/1.1 `.
  for (const byte of head.subarray(9, 12)) status = status * 10 + (byte - 0x30);
  return status;
}

const noFields: RawFields = [];

/** Writes a response head such as {@link parseResponseHead} reads. */
export function formatResponseHead(status: number, fields: RawFields): Uint8Array {
  return Buffer.from(`HTTP/1.1 ${status} \r\n${linesOf(fields)}`, 'latin1');
}

/** A response head with trailers behind it. */
export function withTrailers(head: Uint8Array, trailers: RawFields): Uint8Array {
  if (trailers.length === 0) return head;
  return Buffer.concat([head, Buffer.from(linesOf(trailers), 'latin1')]);
}

function linesOf(fields: RawFields): string {
  let text = '';
  for (let i = 0; i + 1 < fields.length; i += 2) text += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return `${text}\r\n`;
}

/** The first value of a field, whatever the case of its name; undefined where it is absent. */
export function fieldValue(fields: RawFields, lowerCaseName: string): string | undefined {
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? '';
    if (name.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName) {
      return fields[i + 1];
    }
  }
  return undefined;
}

/** Whether a field `Connection` has an option, such as `close`, in any case. */
export function hasConnectionOption(fields: RawFields, lowerCaseOption: string): boolean {
  for (let i = 0; i + 1 < fields.length; i += 2) {
    if (fields[i]?.toLowerCase() !== 'connection') continue;
    const options = (fields[i + 1] ?? '').toLowerCase().split(',');
    if (options.some((option) => trimOws(option) === lowerCaseOption)) return true;
  }
  return false;
}

/** Reads field lines up to the empty line; `end` is the offset after it. */
function parseFields(
  text: string,
  start: number,
): { readonly fields: RawFields; readonly end: number } {
  const fields: string[] = [];
  let lineStart = start;
  for (;;) {
    const lineEnd = text.indexOf('\r\n', lineStart);
    if (lineEnd <= lineStart) return { fields, end: lineStart + 2 };
    const colon = text.indexOf(':', lineStart);
    fields.push(text.slice(lineStart, colon), trimOws(text.slice(colon + 1, lineEnd)));
    lineStart = lineEnd + 2;
  }
}

/** Optional white space is space and tab alone; `trim` would also take latin1's no-break space. */
function trimOws(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isOws(value.charCodeAt(start))) start += 1;
  while (end > start && isOws(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isOws(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
