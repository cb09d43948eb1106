import { Agent, type ClientRequest, request as ask } from 'node:http';
import { bodyOf, headersOf, type StatefulRequest } from './step.ts';

/** When a client goes away: its request has been sent whole, and its answer has not come whole. */
export type BreakOffPoint = 'before_answer' | 'amid_answer';

/** Makes a request on a connection of its own, and closes that before the answer is whole. */
export async function breakOff(
  url: string,
  request: StatefulRequest,
  point: BreakOffPoint,
): Promise<void> {
  const { method, path } = request;
  const agent = new Agent({ keepAlive: false });
  const asked = ask(new URL(path, url), { method, headers: headersOf(request), agent });
  // Whoever goes away hears no more of it.
  asked.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => asked.once('close', resolve));
  const begun = firstData(asked);
  const sent = new Promise<void>((resolve) => asked.end(bodyOf(request), () => resolve()));
  await Promise.race([sent, closed]);
  if (point === 'amid_answer') await Promise.race([begun, closed]);
  // A reset: after an orderly end, a proxy may wait for the answer all the same.
  asked.socket?.resetAndDestroy();
  asked.destroy();
}

/** Resolves with the first bytes of the answer's body. */
function firstData(asked: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    asked.once('response', (answer) => {
      answer.on('error', () => undefined);
      answer.once('data', () => resolve());
    });
  });
}
