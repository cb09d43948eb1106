/**
 * Fields that belong to a connection or to one message (RFC 9110, sections 6.6.1, 7.6.1 and 8.6), or identify
 * one message in logs and traces. They differ between any two answers, so no pattern matches them: they are
 * compared only if the config names them.
 */
const perMessage: ReadonlySet<string> = new Set([
  'age',
  'cf-ray',
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'proxy-connection',
  'request-id',
  'server-timing',
  'te',
  'trace-id',
  'traceparent',
  'tracestate',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amz-cf-id',
  'x-amz-id-2',
  'x-amz-request-id',
  'x-amzn-requestid',
  'x-amzn-trace-id',
  'x-b3-sampled',
  'x-b3-spanid',
  'x-b3-traceid',
  'x-cloud-trace-context',
  'x-correlation-id',
  'x-envoy-upstream-service-time',
  'x-ms-request-id',
  'x-parallax-exchange',
  'x-request-id',
  'x-response-time',
  'x-runtime',
  'x-trace-id',
]);

/** @param name in lower case */
export function isPerMessage(name: string): boolean {
  return perMessage.has(name);
}
