import type { Completion } from './provider.ts';

/** A whole answer, as `POST /v1/chat/completions` gives it. */
export function completionBody(completion: Completion, content: string) {
  const { id, created, model, finishReason, usage } = completion;
  const { promptTokens, completionTokens } = usage;
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content },
        finish_reason: finishReason,
      },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

/** One event of a streamed answer: the next piece, or, without one, how the answer ended. */
export function completionChunk({ id, created, model, finishReason }: Completion, piece?: string) {
  const choice =
    piece === undefined
      ? { index: 0, delta: {}, finish_reason: finishReason }
      : { index: 0, delta: { content: piece }, finish_reason: null };
  return { id, object: 'chat.completion.chunk', created, model, choices: [choice] };
}
