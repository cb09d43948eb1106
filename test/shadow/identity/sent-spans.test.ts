import { describe, expect, it } from 'vitest';
import { SentValues } from '../../../src/shadow/identity/learning/sent-values.ts';
import { parseRequestHead } from '../../../src/vocabulary/raw-head.ts';
import { exchangesFrom } from '../exchange-fixture.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

function sentWith(...fields: readonly string[]): SentValues {
  const exchange = exchangesFrom()({ fields });
  return new SentValues(exchange, parseRequestHead(exchange.request.head));
}

describe('the span of a client, which is another one for the candidate', () => {
  it.each([
    ['traceparent', `00-${traceId}-${spanId}-01`],
    ['b3', `${traceId}-${spanId}-1`],
    ['X-B3-SpanId', spanId],
  ])('is not learned as an identity from %s', (name, value) => {
    expect(sentWith(name, value).has(spanId)).toBe(true);
    expect(sentWith(name, value).has(value)).toBe(true);
  });

  it('is unlike values of other headers, such as sessions, which are learned', () => {
    expect(sentWith('X-Session', spanId).has(spanId)).toBe(false);
  });
});
