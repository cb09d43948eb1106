import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ChatRequest } from './chat-request.ts';
import { completionBody, completionChunk } from './openai-format.ts';
import { type Completion, completionFor, generate } from './provider.ts';

/** A call that has been answered, as the request log needs it. */
export interface AnsweredCall {
  /** The client's `x-request-id`; a random one where it sent none. */
  readonly requestId: string;
  readonly isStream: boolean;
  readonly completion: Completion;
  readonly latencyMs: number;
}

/**
 * Asks the provider and answers the client, whole or as a stream. The last byte is sent when
 * `record` is done, so that whoever has the answer finds it in the request log.
 */
export async function respond(
  context: Context,
  request: ChatRequest,
  record: (call: AnsweredCall) => Promise<void>,
): Promise<Response> {
  const startedAt = performance.now();
  const requestId = context.req.header('x-request-id') ?? randomUUID();
  const isStream = request.stream === true;
  const completion = completionFor(request);
  const pieces = generate(completion);
  const finish = (): Promise<void> =>
    record({
      requestId,
      isStream,
      completion,
      latencyMs: Math.round(performance.now() - startedAt),
    });

  context.header('x-request-id', requestId);
  if (isStream) {
    return streamSSE(context, async (stream) => {
      for await (const piece of pieces) {
        await stream.writeSSE({ data: JSON.stringify(completionChunk(completion, piece)) });
      }
      await stream.writeSSE({ data: JSON.stringify(completionChunk(completion)) });
      await finish();
      await stream.writeSSE({ data: '[DONE]' });
    });
  }
  let content = '';
  for await (const piece of pieces) content += piece;
  await finish();
  return context.json(completionBody(completion, content));
}
