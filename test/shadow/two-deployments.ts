import { createServer, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import { listen } from '../support/raw-socket.ts';
import { type ShadowUnderTest, startShadow } from './shadow-under-test.ts';

/** An HTTP server until the test ends; its origin. */
export async function deploymentOf(onRequest: RequestListener): Promise<string> {
  const server = createServer({ keepAlive: true }, onRequest);
  const port = await listen(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${port}`;
}

/** A shadow plane between the two, until the test ends. */
export function mirrorToBoth(
  candidateUrl: string,
  secondary: unknown,
  overrides: Record<string, unknown> = {},
  random?: () => number,
): ShadowUnderTest {
  const shadow = startShadow(candidateUrl, { ...overrides, secondary }, random);
  onTestFinished(() => shadow.close());
  return shadow;
}
