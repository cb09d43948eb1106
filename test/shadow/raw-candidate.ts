import type { Socket } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import type { Leg } from '../../src/vocabulary/pair.ts';
import { rawServer } from '../support/raw-socket.ts';
import { type ShadowUnderTest, startShadow } from './shadow-under-test.ts';

/** An answer that is whole. */
export const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A shadow plane, until the test ends, and a candidate that does this once per small request. */
export async function mirrorTo(
  onRequest: (socket: Socket, request: Buffer) => void,
  overrides: Record<string, unknown> = {},
): Promise<ShadowUnderTest> {
  const { port, close } = await rawServer((socket) => {
    socket.on('data', (request: Buffer) => onRequest(socket, request));
  });
  onTestFinished(close);
  return mirrorToUrl(`http://127.0.0.1:${port}`, overrides);
}

/** A shadow plane, until the test ends, and whatever is there for a candidate. */
export function mirrorToUrl(url: string, overrides: Record<string, unknown> = {}): ShadowUnderTest {
  const shadow = startShadow(url, overrides);
  onTestFinished(() => shadow.close());
  return shadow;
}

/** A leg that failed so, whenever that was. */
export function failed(failure: string): Leg {
  return { kind: 'failed', failure, totalMs: expect.any(Number) as number } as Leg;
}
