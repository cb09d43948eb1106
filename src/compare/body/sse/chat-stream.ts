import type { StreamEvent } from './events.ts';
import { MergedList, mergeDelta } from './merge-delta.ts';
import { emptyTree, isTree, parseSource, type Tree } from './source-json.ts';

/** What ends a stream of the OpenAI API, and the key under which its being there is compared. */
const doneMark = '[DONE]';

/** The chunks of a streamed chat completion. */
export interface ChatStream {
  readonly chunks: readonly Tree[];
  /** The stream came to its proper end. */
  readonly done: boolean;
  /** Some chunk adds to an answer: it is such a stream, and not just one of JSON objects. */
  readonly hasDelta: boolean;
}

/** Null where there is an event that such a stream does not have. */
export function readChatStream(events: readonly StreamEvent[]): ChatStream | null {
  const chunks: Tree[] = [];
  let done = false;
  let hasDelta = false;
  for (const { name, data } of events) {
    if (name !== '' || done) return null;
    if (data === doneMark) {
      done = true;
      continue;
    }
    const chunk = parseSource(data);
    if (!isTree(chunk) || !hasProperChoices(chunk)) return null;
    hasDelta ||= choicesOf(chunk).some((choice) => isTree(choice['delta']));
    chunks.push(chunk);
  }
  return { chunks, done, hasDelta };
}

/**
 * The answer that a client would put together from the chunks, as JSON and in the shape of an
 * answer that was not streamed: `choices[].message` with content and tool calls, the finish
 * reasons, the usage.
 */
export function reassembledJson({ chunks, done }: ChatStream): string {
  const answer = emptyTree();
  const choices = new MergedList();
  for (const chunk of chunks) {
    for (const [key, value] of Object.entries(chunk)) {
      if (value !== null) answer[key] = value;
    }
    for (const choice of choicesOf(chunk)) addChoice(choices, choice);
  }
  answer['choices'] = choices;
  answer[doneMark] = done;
  return JSON.stringify(answer);
}

function addChoice(choices: MergedList, { delta, ...rest }: Tree): void {
  const choice = choices.at(rest['index'] ?? 0);
  mergeDelta(choice, rest);
  if (!isTree(delta)) return;
  const message = isTree(choice['message']) ? choice['message'] : emptyTree();
  choice['message'] = message;
  mergeDelta(message, delta);
}

/** The last chunk, with the usage, has an empty list of choices, or none. */
function hasProperChoices({ choices }: Tree): boolean {
  if (choices === undefined || choices === null) return true;
  return Array.isArray(choices) && choices.every(isTree);
}

function choicesOf({ choices }: Tree): readonly Tree[] {
  return Array.isArray(choices) ? (choices as readonly Tree[]) : [];
}
