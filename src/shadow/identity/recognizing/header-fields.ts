/** Fields about the message, the connection or the client, and not about things. */
const withoutIdentities: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'b3',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'expect',
  'forwarded',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'keep-alive',
  'origin',
  'pragma',
  'prefer',
  'range',
  'te',
  'traceparent',
  'tracestate',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-correlation-id',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-request-id',
]);

/** Whether a field, in lower case, may contain an identity. Fields that identify only the request do not. */
export function mayHoldIdentities(name: string): boolean {
  return !withoutIdentities.has(name) && !name.startsWith('sec-') && !name.startsWith('x-b3-');
}
