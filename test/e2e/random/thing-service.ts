import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { canonicalAnswer } from './canonical-answer.ts';
import type { Answer, Asked, ThingApi } from './thing-api.ts';

/** One request of the traffic, and the answer of a deployment. */
export interface Done {
  readonly asked: Asked;
  /** The correct answer of the API. */
  readonly honest: Answer;
  readonly sent: Answer | 'reset';
  /** See `canonicalAnswer`: of what was sent. */
  readonly canonical: string;
  /** The name that Parallax gave the exchange; empty at primary. */
  readonly exchange: string;
}

/** The moment at which a client leaves before the whole answer. */
export type Leaving = 'before' | 'amid';

export interface ThingServiceOptions {
  readonly api: ThingApi;
  /** Awaited before the work is done, and once more before it is answered. */
  readonly pause: (step: number) => Promise<void>;
  /** Answers in place of the API; null where it does not. */
  readonly insteadOf?: (asked: Asked) => Answer | null;
  /** An answer in place of the correct one; null for none. */
  readonly distort?: (asked: Asked, honest: Answer) => Answer | 'reset' | null;
  readonly onDone: (done: Done) => void;
  /** The answer is held, before it or amid it, for the client to leave. */
  readonly onHeld?: (step: number) => void;
}

export function createThingService(options: ThingServiceOptions): Server {
  const { api, pause, insteadOf, distort, onDone, onHeld } = options;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await readAsked(request);
    await pause(asked.step);
    const instead = insteadOf?.(asked) ?? null;
    const honest = instead ?? api.answer(asked);
    const sent = instead ?? distort?.(asked, honest) ?? honest;
    const canonical = sent === 'reset' ? 'reset' : canonicalAnswer(sent, api);
    const exchange = String(request.headers['x-parallax-exchange'] ?? '');
    onDone({ asked, honest, sent, canonical, exchange });
    if (sent === 'reset') return void response.destroy();
    await pause(asked.step);
    const leaving = onHeld === undefined ? undefined : request.headers['x-leaving'];
    // What has no body is not left amid it.
    if (leaving === undefined || (leaving === 'amid' && sent.body === undefined)) {
      return send(response, sent);
    }
    response.on('close', () => onHeld?.(-asked.step));
    if (leaving === 'amid') sendHalf(response, sent);
    onHeld?.(asked.step);
  }

  return createServer({ keepAlive: true }, (request, response) => {
    void handle(request, response);
  });
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return {
    method: request.method ?? '',
    url: new URL(request.url ?? '', 'http://service'),
    bearer: request.headers.authorization?.slice('Bearer '.length) ?? '',
    body: text === '' ? {} : (JSON.parse(text) as Asked['body']),
    step: Number(request.headers['x-step']),
  };
}

function send(response: ServerResponse, { status, body, location }: Answer): void {
  if (location !== undefined) response.setHeader('location', location);
  if (body !== undefined) response.setHeader('content-type', 'application/json');
  response.writeHead(status).end(body === undefined ? undefined : JSON.stringify(body));
}

function sendHalf(response: ServerResponse, { status, body, location }: Answer): void {
  const text = JSON.stringify(body ?? {});
  if (location !== undefined) response.setHeader('location', location);
  response.setHeader('content-type', 'application/json');
  response.writeHead(status).write(text.slice(0, text.length / 2));
}
