import type { StreamEvent } from './events.ts';
import { MergedList, mergeDelta } from './merge-delta.ts';
import { emptyTree, isTree, type Tree } from './source-json.ts';
import { answerJson, assignSaid, type StreamFormat, typeOf } from './stream-format.ts';
import { structureIn } from './tool-arguments.ts';

/** The keys under which the ends of the message and of each block are compared. */
const messageEnd = '[message_stop]';
const blockEnd = '[content_block_stop]';

const ownTypes: ReadonlySet<string> = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
]);

/** The member of a block to which each kind of piece is added. */
const pieceMembers: ReadonlyMap<unknown, string> = new Map([
  ['text_delta', 'text'],
  ['input_json_delta', 'partial_json'],
  ['thinking_delta', 'thinking'],
  ['signature_delta', 'signature'],
]);

/** A message while it is assembled. */
interface Message {
  readonly answer: Tree;
  readonly blocks: MergedList;
}

/** The Messages API of Anthropic: typed events, some of which add to blocks of content. */
export const messagesFormat: StreamFormat = {
  isOwn: (event) => ownTypes.has(typeOf(event) ?? ''),

  reassemble(events) {
    const message: Message = { answer: emptyTree(), blocks: new MergedList() };
    const { answer, blocks } = message;
    const others: StreamEvent[] = [];
    answer[messageEnd] = false;
    for (const event of events) {
      const type = typeOf(event);
      if (type === 'ping') continue;
      const isLate = answer[messageEnd] === true;
      if (isLate || type === null || event.value === null) others.push(event);
      else if (!addEvent(message, type, event.value)) others.push(event);
    }
    for (const block of blocks.trees()) parseInput(block);
    answer['content'] = blocks;
    return answerJson(answer, others);
  },
};

/** Returns false if the event does not belong to such a message, or not at this point. */
function addEvent(message: Message, type: string, value: Tree): boolean {
  const { answer, blocks } = message;
  const { type: _, index = 0, delta, usage, error, ...rest } = value;
  switch (type) {
    case 'message_start':
      return startMessage(message, value['message']);
    case 'content_block_start':
      return startBlock(blockAt(blocks, index), value['content_block']);
    case 'content_block_delta':
      return isTree(delta) && addPiece(blockAt(blocks, index), delta);
    case 'content_block_stop':
      return endBlock(blockAt(blocks, index));
    case 'message_delta':
      assignSaid(answer, rest);
      if (isTree(delta)) assignSaid(answer, delta);
      if (isTree(usage)) addUsage(answer, usage);
      return true;
    case 'message_stop':
      assignSaid(answer, rest);
      answer[messageEnd] = true;
      return true;
    case 'error':
      if (answer['error'] !== undefined) return false;
      answer['error'] = error;
      return error !== undefined;
    default:
      return false;
  }
}

function startMessage({ answer, blocks }: Message, message: unknown): boolean {
  if (!isTree(message) || answer['role'] !== undefined) return false;
  const { content, ...rest } = message;
  assignSaid(answer, rest);
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  return parts.every((part, index) => startBlock(blockAt(blocks, index), part));
}

/** The index is part of the answer: without it, a list would close gaps. */
function blockAt(blocks: MergedList, index: unknown): Tree {
  const block = blocks.at(index);
  block['index'] = index;
  return block;
}

function startBlock(block: Tree, content: unknown): boolean {
  if (!isTree(content) || block['type'] !== undefined) return false;
  mergeDelta(block, content);
  return true;
}

function addPiece(block: Tree, delta: Tree): boolean {
  if (block[blockEnd] === true) return false;
  const { type, ...rest } = delta;
  if (type === 'citations_delta') return addCitation(block, rest['citation']);
  const member = pieceMembers.get(type);
  if (member === undefined || typeof rest[member] !== 'string') return false;
  mergeDelta(block, rest);
  return true;
}

function addCitation(block: Tree, citation: unknown): boolean {
  const { citations } = block;
  const list = citations instanceof MergedList ? citations : new MergedList();
  block['citations'] = list;
  list.add(citation);
  return citation !== undefined;
}

function endBlock(block: Tree): boolean {
  if (block[blockEnd] === true) return false;
  block[blockEnd] = true;
  return true;
}

/** Counts are totals of the message so far. */
function addUsage(answer: Tree, usage: Tree): void {
  const before = isTree(answer['usage']) ? answer['usage'] : emptyTree();
  answer['usage'] = before;
  assignSaid(before, usage);
}

/** A tool's input starts as an empty object and arrives as pieces of JSON. */
function parseInput(block: Tree): void {
  const { partial_json: text, input } = block;
  if (typeof text !== 'string') return;
  if (isTree(input) && Object.keys(input).length > 0) return;
  const parsed = structureIn(text);
  if (typeof parsed === 'string') return;
  block['input'] = parsed;
  delete block['partial_json'];
}
