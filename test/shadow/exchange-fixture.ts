import type { Exchange } from '../../src/vocabulary/exchange.ts';

/** A request as a test writes it down. */
export interface RequestSpec {
  readonly method?: string;
  readonly target?: string;
  /** Names and values in wire order; a Host is added if there is none. */
  readonly fields?: readonly string[];
  readonly body?: string;
}

const emptyResponse = {
  head: Buffer.from('HTTP/1.1 200 OK\r\n\r\n'),
  body: Buffer.alloc(0),
};

function requestOf({
  method = 'GET',
  target = '/',
  fields = ['Host', 'client.example'],
  body = '',
}: RequestSpec): Exchange['request'] {
  let head = `${method} ${target} HTTP/1.1\r\n`;
  for (let i = 0; i < fields.length; i += 2) head += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return { head: Buffer.from(`${head}\r\n`, 'latin1'), body: Buffer.from(body) };
}

/** Sequence, and with it times, count upward, so that each was sent after the one before ended. */
export function exchangesFrom(firstSequence = 1): typeof exchange {
  let sequence = firstSequence - 1;
  function exchange(request: RequestSpec = {}, overrides: Partial<Exchange> = {}): Exchange {
    sequence += 1;
    const startedAt = sequence * 10;
    return {
      sequence,
      connection: 1,
      revision: 1,
      tenure: 0,
      wallClockMs: Date.now(),
      startedAt,
      sentAt: startedAt + 1,
      firstByteAt: startedAt + 2,
      endedAt: startedAt + 3,
      firstPayloadAt: Number.NaN,
      largestGapMs: Number.NaN,
      paused: false,
      leftOut: null,
      requestWhole: true,
      openWrites: [],
      request: requestOf(request),
      response: emptyResponse,
      ...overrides,
    };
  }
  return exchange;
}
