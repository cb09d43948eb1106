import type { CapturedMessage } from '../../vocabulary/exchange.ts';
import { failure, type Result, success } from '../../vocabulary/result.ts';
import { wholeRequest, wholeResponse } from '../whole-message.ts';
import { cutUrlComment, type HarEntry, type HarField, leftOutComment } from './entry-schema.ts';

interface EntryMessages {
  readonly request: CapturedMessage;
  readonly response: CapturedMessage;
  /** The body of the response was not kept. */
  readonly isPart: boolean;
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
  const { bytes, isPart } = responseBytes(entry);
  const response = wholeResponse(bytes, entry.request.method === 'HEAD');
  if (response.fault !== null) return failure(`the response is ${response.fault}`);
  return success({ request: request.value, response: response.value, isPart });
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
  if (postData === null || postData === undefined) {
    const length = Number(valueOf(headers, 'content-length') ?? 0);
    return bodySize > 0 || length > 0 ? bodyNotKept : success(null);
  }
  const { text, encoding, params, mimeType, comment } = postData;
  if (comment === leftOutComment) return bodyNotKept;
  if (text !== undefined && (text !== '' || params.length === 0))
    return success(decoded(text, encoding, mimeType));
  if (/^application\/x-www-form-urlencoded/i.test(mimeType)) {
    const form = new URLSearchParams(params.map(({ name, value }) => [name, value]));
    return success(Buffer.from(form.toString()));
  }
  return params.length > 0 ? bodyNotKept : success(null);
}

function requestBytes({ request }: HarEntry, url: URL, body: Buffer | null): Buffer {
  const { method, headers } = request;
  const host = valueOf(headers, 'host') ?? valueOf(headers, ':authority') ?? url.host;
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    `host: ${host}`,
    ...linesOf(
      headers,
      (name) => name === 'host' || (body !== null && name === 'content-encoding'),
    ),
    ...(body === null ? [] : [`content-length: ${body.byteLength}`]),
  ];
  return messageBytes(lines, body);
}

const bodiless: ReadonlySet<number> = new Set([204, 304]);

function responseBytes({ request, response }: HarEntry): {
  readonly bytes: Buffer;
  readonly isPart: boolean;
} {
  const { status, headers, content } = response;
  const start = `HTTP/1.1 ${status} `;
  if (request.method === 'HEAD' || bodiless.has(status)) {
    return { bytes: messageBytes([start, ...linesOf(headers, () => false)], null), isPart: false };
  }
  const type = valueOf(headers, 'content-type') ?? '';
  // Without a size, as in content that Playwright omits, only the field can show that there was none.
  const isEmpty = content.size === 0 || valueOf(headers, 'content-length') === '0';
  const isCut = content.comment === leftOutComment;
  const isPart = isCut || (content.text === undefined && !isEmpty);
  const body = decoded(content.text ?? '', content.encoding, type);
  // The content in a HAR is decoded.
  const fields = linesOf(headers, (name) => name === 'content-encoding');
  return {
    bytes: messageBytes([start, ...fields, `content-length: ${body.byteLength}`], body),
    isPart,
  };
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
