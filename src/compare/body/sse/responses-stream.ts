import type { StreamEvent } from './events.ts';
import { emptyTree, isTree, type Tree } from './source-json.ts';
import { answerJson, type ParsedEvent, type StreamFormat, typeOf } from './stream-format.ts';
import { parseArguments, structureIn } from './tool-arguments.ts';

/** Events that contain the response so far. */
const beginnings: ReadonlySet<string> = new Set([
  'response.created',
  'response.queued',
  'response.in_progress',
]);

const ends: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
]);

/** The members that identify the part of the response that a piece belongs to. */
const indexes = ['output_index', 'content_index', 'summary_index'] as const;
const places = [...indexes, 'item_id'] as const;

/** A response while it is assembled. */
interface PartialResponse {
  /** The response as the last event showed it. */
  snapshot: Tree;
  readonly seen: Set<string>;
  /** The joined pieces, by the part that they belong to. */
  readonly streamed: Map<string, Tree>;
  /** Events that are not pieces of text, without members that depend on the number of pieces. */
  readonly events: Tree[];
  error: unknown;
  end: string | null;
}

/** The Responses API of OpenAI: `response.….delta` events that add to the parts of a response. */
export const responsesFormat: StreamFormat = {
  isOwn: (event) => typeOf(event)?.startsWith('response.') === true,

  reassemble(events) {
    const response: PartialResponse = {
      snapshot: emptyTree(),
      seen: new Set(),
      streamed: new Map(),
      events: [],
      error: undefined,
      end: null,
    };
    const others: StreamEvent[] = [];
    for (const event of events) {
      if (typeOf(event) === 'keepalive') continue;
      if (response.end !== null || !addEvent(response, event)) others.push(event);
    }
    return answerJson(answerOf(response), others);
  },
};

function answerOf({ snapshot, seen, streamed, events, error, end }: PartialResponse): Tree {
  const answer = Object.assign(emptyTree(), snapshot);
  const output: unknown = answer['output'];
  if (Array.isArray(output)) for (const item of output) if (isTree(item)) parseArguments(item);
  if (error !== undefined) answer['[error]'] = error;
  answer['[begun]'] = [...seen];
  answer['[streamed]'] = inOrder([...streamed.values()].map(withArguments).sort(byType));
  answer['[parts]'] = inOrder(events);
  answer['[end]'] = end;
  return answer;
}

/** Returns false if the event does not belong to such a response. */
function addEvent(response: PartialResponse, event: ParsedEvent): boolean {
  const { value } = event;
  const type = typeOf(event);
  if (type === null || value === null) return false;
  if (type === 'error') {
    if (response.error !== undefined) return false;
    response.error = withoutCounts(value);
    return true;
  }
  if (beginnings.has(type) || ends.has(type)) {
    if (!isTree(value['response'])) return false;
    response.snapshot = value['response'];
    if (ends.has(type)) response.end = type;
    else response.seen.add(type);
    return true;
  }
  if (!type.startsWith('response.')) return false;
  if (type.endsWith('.delta') && typeof value['delta'] === 'string') {
    addPiece(response.streamed, type.slice(0, -'.delta'.length), value['delta'], value);
    return true;
  }
  const rest = withoutCounts(value);
  if (typeof rest['arguments'] === 'string') parseArguments(rest);
  if (isTree(rest['item'])) parseArguments(rest['item']);
  response.events.push(rest);
  return true;
}

/** Removes the number of the event, and padding that hides the size of encrypted pieces. */
function withoutCounts(value: Tree): Tree {
  const rest = Object.assign(emptyTree(), value);
  delete rest['sequence_number'];
  delete rest['obfuscation'];
  return rest;
}

function addPiece(streamed: Map<string, Tree>, type: string, piece: string, value: Tree): void {
  const key = JSON.stringify([type, ...places.map((place) => value[place] ?? null)]);
  const { delta: _, logprobs, ...rest } = withoutCounts(value);
  const text = streamed.get(key) ?? emptyTree();
  streamed.set(key, text);
  Object.assign(text, rest, { type });
  const before = text['text'];
  text['text'] = typeof before === 'string' ? before + piece : piece;
  if (!Array.isArray(logprobs)) return;
  const list = Array.isArray(text['logprobs']) ? (text['logprobs'] as unknown[]) : [];
  text['logprobs'] = list;
  for (const one of logprobs) list.push(one);
}

/** The pieces of a call are those of its arguments. */
function withArguments(streamed: Tree): Tree {
  const { type, text, ...rest } = streamed;
  if (typeof type !== 'string' || !type.endsWith('arguments')) return streamed;
  return typeof text === 'string' ? { ...rest, type, arguments: structureIn(text) } : streamed;
}

function byType(a: Tree, b: Tree): number {
  const [left, right] = [String(a['type']), String(b['type'])];
  return left < right ? -1 : Number(left > right);
}

/** Sorted by their part, as pieces of several parts may be interleaved; otherwise in their order. */
function inOrder(trees: readonly Tree[]): readonly Tree[] {
  const placed = trees.map((tree) => ({ tree, at: indexes.map((name) => indexIn(tree[name])) }));
  placed.sort((a, b) => compareIndexes(a.at, b.at));
  return placed.map(({ tree }) => tree);
}

function compareIndexes(a: readonly number[], b: readonly number[]): number {
  for (const [at, index] of a.entries()) {
    const other = b[at] ?? 0;
    if (index !== other) return index - other;
  }
  return 0;
}

/** -1 for an event that belongs to no part, so that it comes first. */
function indexIn(value: unknown): number {
  const index = Number(JSON.stringify(value));
  return Number.isFinite(index) ? index : -1;
}
