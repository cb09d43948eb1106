/** The media type of event streams. */
export const eventStream = 'text/event-stream';

/** An event whose name is its type. */
export function named(type: string, data: object = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

/** An event without a name. */
export function plain(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** A block of a message, from its start to its end. */
export function block(index: number, content: object, deltas: readonly object[]): string {
  return [
    named('content_block_start', { index, content_block: content }),
    ...deltas.map((delta) => named('content_block_delta', { index, delta })),
    named('content_block_stop', { index }),
  ].join('');
}

/** A whole message of Anthropic's API around these events. */
export function message(...events: readonly string[]): string {
  return [
    named('message_start', {
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: [],
        usage: { input_tokens: 9, output_tokens: 1 },
      },
    }),
    ...events,
    named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 12 } }),
    named('message_stop'),
  ].join('');
}

/** A block of text, in pieces. */
export const textBlock = (pieces: readonly string[], index = 0): string =>
  block(
    index,
    { type: 'text', text: '' },
    pieces.map((text) => ({ type: 'text_delta', text })),
  );

/** A block that calls a tool, its input in pieces. */
export const toolBlock = (pieces: readonly string[], index = 0): string =>
  block(
    index,
    { type: 'tool_use', id: 't1', name: 'find', input: {} },
    pieces.map((text) => ({ type: 'input_json_delta', partial_json: text })),
  );

/** Events of OpenAI's Responses API, numbered as it does. */
export function response(...events: readonly (readonly [type: string, data: object])[]): string {
  return [
    ['response.created', { response: { id: 'resp_1', status: 'in_progress' } }] as const,
    ...events,
    ['response.completed', { response: { id: 'resp_1', status: 'completed' } }] as const,
  ]
    .map(([type, data], sequence_number) => named(type, { sequence_number, ...data }))
    .join('');
}

/** The part of a response that has its text. */
export const firstPart = { item_id: 'item_1', output_index: 0, content_index: 0 };

/** The pieces of one part of a response. */
export const deltasOf = (kind: string, pieces: readonly string[], place: object = firstPart) =>
  pieces.map((delta) => [`response.${kind}.delta`, { ...place, delta }] as const);

/** Chunks of Gemini that add up to a text. */
export function generated(pieces: readonly string[]): readonly object[] {
  return [
    ...pieces.map((text) => ({ candidates: [{ content: { parts: [{ text }], role: 'model' } }] })),
    {
      candidates: [{ content: { parts: [{ text: '' }] }, finishReason: 'STOP' }],
      usageMetadata: { totalTokenCount: 5 },
    },
  ];
}
