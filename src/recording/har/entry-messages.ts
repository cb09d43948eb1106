import type { CapturedMessage } from '../../vocabulary/exchange.ts';
import { failure, type Result, success } from '../../vocabulary/result.ts';
import { wholeRequest, wholeResponse } from '../whole-message.ts';
import { cutUrlComment, type HarEntry, type HarField, leftOutComment } from './entry-schema.ts';

interface EntryMessages {
  readonly request: CapturedMessage;
  readonly response: CapturedMessage;
  /** Why the body of the response is unknown, in words; null if it is known. */
  readonly responseFault: string | null;
}

/** Headers about framing: HTTP/2 frames differently, and decoding has changed the length. */
const framing: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The messages of an entry as HTTP/1.1.
 *
 * @param url of the entry
 */
export function entryMessages(entry: HarEntry, url: URL): Result<EntryMessages> {
  const fault = unsendableWords(entry);
  if (fault !== null) return failure(fault);
  const body = requestBody(entry);
  if (body.fault !== null) return body;
  const request = wholeRequest(requestBytes(entry, url, body.value));
  if (request.fault !== null) return failure(`the request is ${request.fault}`);
  const { bytes, fault: responseFault } = responseBytes(entry);
  const response = wholeResponse(bytes, entry.request.method === 'HEAD');
  if (response.fault !== null) return failure(`the response is ${response.fault}`);
  return success({ request: request.value, response: response.value, responseFault });
}

const switchingProtocols = 101;

function unsendableWords({ request, response }: HarEntry): string | null {
  if (request.comment === cutUrlComment) return 'the URL was not kept';
  if (request.method === 'CONNECT') return 'CONNECT cannot be sent to a candidate';
  if (response.status === switchingProtocols) return 'a WebSocket cannot be played';
  if (response.status < 200 || response.status > 599) return 'no response was recorded';
  return null;
}

const bodyNotKept = failure('the body of the request was not kept');

/** The value is null for a request without a body. */
function requestBody({ request }: HarEntry): Result<Buffer | null> {
  const { postData, bodySize, headers } = request;
  const length = lengthOf(headers);
  if (postData === null || postData === undefined) {
    return bodySize > 0 || length > 0 ? bodyNotKept : success(null);
  }
  const { text, encoding, params, mimeType, comment } = postData;
  if (comment === leftOutComment) return bodyNotKept;
  if (text !== undefined && (text !== '' || params.length === 0)) {
    if (!isDecodable(text, encoding)) return failure('the body of the request is not base64');
    const body = decoded(text, encoding, mimeType);
    return isWhole(body, headers) ? success(body) : bodyNotKept;
  }
  if (params.length === 0) return length > 0 ? bodyNotKept : success(null);
  if (!/^application\/x-www-form-urlencoded/i.test(mimeType)) return bodyNotKept;
  const form = new URLSearchParams(params.map(({ name, value }) => [name, value]));
  return success(Buffer.from(form.toString()));
}

/** A client may have encoded its body: then its length is that of the encoded one. */
function isWhole({ byteLength }: Buffer, headers: readonly HarField[]): boolean {
  const length = lengthOf(headers);
  const isEncoded = valueOf(headers, 'content-encoding') !== undefined;
  return byteLength >= length || (isEncoded && byteLength > 0);
}

function requestBytes({ request }: HarEntry, url: URL, body: Buffer | null): Buffer {
  const { method, headers } = request;
  const host = valueOf(headers, 'host') ?? valueOf(headers, ':authority') ?? url.host;
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    `host: ${host}`,
    ...linesOf(
      withOneCookie(headers),
      (name) => name === 'host' || (body !== null && name === 'content-encoding'),
    ),
    ...(body === null ? [] : [`content-length: ${body.byteLength}`]),
  ];
  return messageBytes(lines, body);
}

/** HTTP/2 may have several fields, HTTP/1.1 only one (RFC 9113, section 8.2.3). */
function withOneCookie(headers: readonly HarField[]): readonly HarField[] {
  const cookies = headers.filter(({ name }) => name.toLowerCase() === 'cookie');
  const value = cookies.map((cookie) => cookie.value).join('; ');
  return headers.flatMap((field) => {
    if (!cookies.includes(field)) return [field];
    return field === cookies[0] ? [{ ...field, value }] : [];
  });
}

const bodiless: ReadonlySet<number> = new Set([204, 304]);

interface ResponseBytes {
  readonly bytes: Buffer;
  /** Why the body is unknown, in words; null if it is known. */
  readonly fault: string | null;
}

function responseBytes({ request, response }: HarEntry): ResponseBytes {
  const { status, headers, content } = response;
  const start = `HTTP/1.1 ${status} `;
  if (request.method === 'HEAD' || bodiless.has(status)) {
    return { bytes: messageBytes([start, ...linesOf(headers, () => false)], null), fault: null };
  }
  const type = valueOf(headers, 'content-type') ?? '';
  const body = decoded(content.text ?? '', content.encoding, type);
  // The content in a HAR is decoded.
  const fields = linesOf(headers, (name) => name === 'content-encoding');
  return {
    bytes: messageBytes([start, ...fields, `content-length: ${body.byteLength}`], body),
    fault: contentFault(response),
  };
}

function contentFault({ headers, content }: HarEntry['response']): string | null {
  const { text, encoding, comment } = content;
  if (!isDecodable(text ?? '', encoding)) return 'the body of the response is not base64';
  const hasBody = text !== undefined && text !== '';
  const isKept = comment !== leftOutComment && (hasBody || isEmpty(headers, content));
  return isKept ? null : 'the body of the response was not kept';
}

/** Without a text, only the length shows whether there was a body: browsers write the size 0 for what they did not keep. */
function isEmpty(headers: readonly HarField[], { text, size }: HarEntry['response']['content']) {
  if (valueOf(headers, 'content-length') !== undefined) return lengthOf(headers) === 0;
  return text !== undefined || size === 0;
}

/** 0 without a valid field. */
function lengthOf(headers: readonly HarField[]): number {
  const value = valueOf(headers, 'content-length') ?? '';
  return /^\d+$/.test(value) ? Number(value) : 0;
}

/** `Buffer.from` skips what is not base64. */
function isDecodable(text: string, encoding: string | undefined): boolean {
  return encoding?.toLowerCase() !== 'base64' || !/[^\w+/\-=\s]|=[\w+/-]/.test(text);
}

function decoded(text: string, encoding: string | undefined, type: string): Buffer {
  if (encoding?.toLowerCase() === 'base64') return Buffer.from(text, 'base64');
  const isLatin = /charset="?(?:iso-8859-1|latin1|windows-1252)/i.test(type);
  return Buffer.from(text, isLatin ? 'latin1' : 'utf8');
}

/** Browsers join the values of repeated headers with line breaks. */
function linesOf(
  headers: readonly HarField[],
  isLeftOut: (name: string) => boolean,
): readonly string[] {
  return headers.flatMap(({ name, value }) => {
    const lower = name.toLowerCase();
    // Pseudo fields of HTTP/2 form the start line of HTTP/1.1.
    if (name.startsWith(':') || framing.has(lower) || isLeftOut(lower)) return [];
    return value.split(/\r?\n/).map((one) => `${name}: ${one}`);
  });
}

function messageBytes(lines: readonly string[], body: Buffer | null): Buffer {
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
  return body === null ? head : Buffer.concat([head, body]);
}

function valueOf(headers: readonly HarField[], lowerName: string): string | undefined {
  return headers.find(({ name }) => name.toLowerCase() === lowerName)?.value;
}
