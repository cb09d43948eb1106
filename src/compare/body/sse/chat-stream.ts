import type { StreamEvent } from './events.ts';
import { MergedList, mergeDelta } from './merge-delta.ts';
import { emptyTree, isTree, type Tree } from './source-json.ts';
import { answerJson, assignSaid, type StreamFormat } from './stream-format.ts';
import { parseArguments } from './tool-arguments.ts';

/** The end of a stream of the OpenAI API, and the key under which its presence is compared. */
const doneMark = '[DONE]';

/**
 * Chat completions, `choices[].delta`, and completions, `choices[].text`, of the OpenAI API and compatible
 * ones.
 */
export const chatFormat: StreamFormat = {
  isOwn: ({ name, value }) =>
    name === '' &&
    value !== null &&
    choicesOf(value).some(({ delta, text }) => isTree(delta) || typeof text === 'string'),

  reassemble(events) {
    const answer = emptyTree();
    const choices = new MergedList();
    const others: StreamEvent[] = [];
    let done = false;
    for (const event of events) {
      const { name, data, value } = event;
      if (name === '' && data === doneMark && !done) done = true;
      else if (name !== '' || done || value === null || !isChunk(value, answer)) others.push(event);
      else {
        // `obfuscation` is padding that hides the size of encrypted pieces.
        const { choices: pieces, obfuscation: _, ...rest } = value;
        assignSaid(answer, rest);
        for (const piece of choicesOf({ choices: pieces })) addChoice(choices, piece);
      }
    }
    for (const choice of choices.trees()) parseCalls(choice['message']);
    answer['choices'] = choices;
    answer[doneMark] = done;
    return answerJson(answer, others);
  },
};

/** The last chunk, with the usage, has an empty list of choices, or none; an error has none. */
function isChunk({ choices, usage, error }: Tree, answer: Tree): boolean {
  if (choices === undefined || choices === null) {
    return error === undefined ? usage !== undefined : answer['error'] === undefined;
  }
  return Array.isArray(choices) && choices.every(isTree);
}

function choicesOf({ choices }: Tree): readonly Tree[] {
  return Array.isArray(choices) && choices.every(isTree) ? choices : [];
}

function addChoice(choices: MergedList, { delta, ...rest }: Tree): void {
  const choice = choices.at(rest['index'] ?? 0);
  mergeDelta(choice, rest);
  if (!isTree(delta)) return;
  const message = isTree(choice['message']) ? choice['message'] : emptyTree();
  choice['message'] = message;
  mergeDelta(message, delta);
}

function parseCalls(message: unknown): void {
  if (!isTree(message)) return;
  const { tool_calls: calls, function_call: legacy } = message;
  if (isTree(legacy)) parseArguments(legacy);
  if (!(calls instanceof MergedList)) return;
  for (const call of calls.trees()) if (isTree(call['function'])) parseArguments(call['function']);
}
