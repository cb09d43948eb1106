import type { Exchange } from '../../vocabulary/exchange.ts';
import { parseRequestHead } from '../../vocabulary/raw-head.ts';
import {
  shownTargetCharsMax,
  type Specimen,
  type SpecimenBody,
} from '../../vocabulary/specimen.ts';
import { cutUrlComment, leftOutComment } from './entry-schema.ts';

/** An exchange in the form in which it may be shown. */
export type ShownExchange = Pick<Specimen, 'request' | 'primary'>;

type Fields = ShownExchange['request']['fields'];

/**
 * An exchange as an entry of HAR 1.2.
 *
 * @param shown the same exchange without its secrets
 */
export function harEntry(exchange: Exchange, shown: ShownExchange): object {
  const { wallClockMs, startedAt, endedAt, connection, leftOut, requestWhole } = exchange;
  return {
    startedDateTime: new Date(wallClockMs).toISOString(),
    time: span(startedAt, endedAt),
    request: {
      ...requestOf(shown.request, requestWhole),
      ...(isTargetCut(exchange) && { comment: cutUrlComment }),
    },
    response: responseOf(shown.primary, leftOut === null),
    cache: {},
    timings: timingsOf(exchange),
    connection: String(connection),
    ...(leftOut !== null && { comment: `not whole: ${leftOut}` }),
  };
}

function isTargetCut({ request }: Exchange): boolean {
  return parseRequestHead(request.head).target.length > shownTargetCharsMax;
}

function requestOf({ method, target, fields, body }: ShownExchange['request'], isWhole: boolean) {
  const url = urlOf(target, valueOf(fields, 'host'));
  const mimeType = valueOf(fields, 'content-type') ?? '';
  const hasBody = !isWhole || body.kind !== 'empty';
  const isObject = body.kind === 'json' && body.text.startsWith('{');
  const isForm = isObject && /^application\/x-www-form-urlencoded/i.test(mimeType);
  const isShown = isWhole && (isForm ? !body.cut : isAsSent(body, mimeType));
  const text = textOf(body);
  return {
    method,
    url: url.href,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: headersOf(isForm ? fields : withLengthOf(text, fields)),
    queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
    ...(hasBody && {
      postData: {
        mimeType,
        ...(isForm ? { params: paramsOf(body.text) } : text),
        ...(!isShown && { comment: leftOutComment }),
      },
    }),
    headersSize: -1,
    bodySize: isWhole ? body.bytes : -1,
  };
}

function responseOf({ status, fields, body }: ShownExchange['primary'], isWhole: boolean) {
  const mimeType = valueOf(fields, 'content-type') ?? '';
  const isEmpty = isWhole && body.kind === 'empty';
  const isShown = isEmpty || (isWhole && isAsSent(body, mimeType));
  const text = textOf(body);
  return {
    status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: headersOf(fields),
    content: {
      size: isEmpty ? 0 : text.text === undefined ? -1 : Buffer.byteLength(text.text),
      mimeType,
      ...text,
      ...(!isShown && { comment: leftOutComment }),
    },
    redirectURL: valueOf(fields, 'location') ?? '',
    headersSize: -1,
    bodySize: isWhole ? body.bytes : -1,
  };
}

function textOf({ kind, text }: SpecimenBody): { readonly text?: string } {
  return kind === 'json' || kind === 'text' ? { text } : {};
}

/**
 * Whether its text is the complete body in its original format: XML, multipart and event streams are shown as
 * JSON.
 */
function isAsSent({ kind, cut }: SpecimenBody, mimeType: string): boolean {
  if (cut) return false;
  return kind === 'text' || (kind === 'json' && /^(?:$|[^;]*[/+]json\s*(?:;|$))/i.test(mimeType));
}

/** The parameters of a form, which is shown as a JSON object. */
function paramsOf(text: string) {
  const members = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return members.flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => {
      return { name, value: typeof one === 'string' ? one : JSON.stringify(one) };
    }),
  );
}

/** A HAR needs an absolute URL. A recording has no scheme: this is always `http`. */
function urlOf(target: string, host: string | undefined): URL {
  // Placeholders of secrets contain a `#`; a target contains none.
  const named = target.replaceAll('#', '%23');
  const text = named.startsWith('/') ? `http://${host ?? ''}${named}` : named;
  return URL.parse(text) ?? new URL(`http://recorded.invalid/${encodeURI(named)}`);
}

/** Marks in place of secrets change the length. That of a body with a content coding is another one in any case. */
function withLengthOf({ text }: { readonly text?: string }, fields: Fields): Fields {
  if (text === undefined || valueOf(fields, 'content-encoding') !== undefined) return fields;
  const length = String(Buffer.byteLength(text));
  return fields.map(([name, value]) => {
    return [name, name.toLowerCase() === 'content-length' ? length : value];
  });
}

function headersOf(fields: Fields) {
  return fields.map(([name, value]) => ({ name, value }));
}

function valueOf(fields: Fields, lowerName: string): string | undefined {
  return fields.find(([name]) => name.toLowerCase() === lowerName)?.[1];
}

function timingsOf({ startedAt, sentAt, firstByteAt, endedAt }: Exchange) {
  return {
    send: span(startedAt, sentAt),
    wait: span(sentAt, firstByteAt),
    receive: span(firstByteAt, endedAt),
  };
}

/** Milliseconds; 0 if one of the moments is 0, that is, never came. */
function span(from: number, to: number): number {
  return from > 0 && to > from ? Math.round((to - from) * 1000) / 1000 : 0;
}
