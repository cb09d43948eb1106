import type { StreamEvent } from './events.ts';
import { MergedList } from './merge-delta.ts';
import { emptyTree, isTree, type Tree } from './source-json.ts';
import { answerJson, assignSaid, type ParsedEvent, type StreamFormat } from './stream-format.ts';

/** The Gemini API: chunks with the next parts of each candidate, `candidates[].content.parts[]`. */
export const geminiFormat: StreamFormat = {
  isOwn: ({ name, value }) =>
    name === '' && value !== null && candidatesOf(value).some(({ content }) => hasParts(content)),

  reassemble(events) {
    const answer = emptyTree();
    const candidates = new MergedList();
    const others: StreamEvent[] = [];
    for (const event of events) {
      if (!isChunk(event, answer)) {
        others.push(event);
        continue;
      }
      const { candidates: _, ...rest } = event.value;
      assignSaid(answer, rest);
      for (const candidate of candidatesOf(event.value)) addCandidate(candidates, candidate);
    }
    for (const candidate of candidates.trees()) joinPieces(candidate['content']);
    answer['candidates'] = candidates;
    return answerJson(answer, others);
  },
};

/** The chunks of a JSON array, which this API streams unless the client asks for events. */
export function chunksOf(value: unknown): readonly ParsedEvent[] | null {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isTree)) return null;
  return value.map((chunk) => ({ name: '', id: null, data: JSON.stringify(chunk), value: chunk }));
}

function isChunk(
  event: ParsedEvent,
  answer: Tree,
): event is ParsedEvent & { readonly value: Tree } {
  const { name, value } = event;
  if (name !== '' || value === null) return false;
  const { candidates, usageMetadata, promptFeedback, error } = value;
  if (candidates !== undefined) return Array.isArray(candidates) && candidates.every(isTree);
  if (error !== undefined) return answer['error'] === undefined;
  return usageMetadata !== undefined || promptFeedback !== undefined;
}

function candidatesOf({ candidates }: Tree): readonly Tree[] {
  return Array.isArray(candidates) && candidates.every(isTree) ? candidates : [];
}

function hasParts(content: unknown): content is Tree & { readonly parts: readonly unknown[] } {
  return isTree(content) && Array.isArray(content['parts']);
}

function addCandidate(candidates: MergedList, { content, ...rest }: Tree): void {
  const index = rest['index'] ?? 0;
  const candidate = candidates.at(index);
  assignSaid(candidate, { index, ...rest });
  if (!isTree(content)) return;
  const { parts, ...said } = content;
  const before = isTree(candidate['content']) ? candidate['content'] : emptyTree();
  candidate['content'] = before;
  assignSaid(before, said);
  if (!Array.isArray(parts)) return;
  const all = Array.isArray(before['parts']) ? (before['parts'] as unknown[]) : [];
  before['parts'] = all;
  // Only the first part of a chunk can continue the last part of the chunk before.
  for (const [at, part] of parts.entries())
    all.push({ part: part as unknown, continues: at === 0 });
}

interface Piece {
  readonly part: unknown;
  readonly continues: boolean;
}

function joinPieces(content: unknown): void {
  if (!hasParts(content)) return;
  const joined: unknown[] = [];
  for (const { part, continues } of content.parts as readonly Piece[]) {
    const last = joined.at(-1);
    if (isEmptyText(part)) continue;
    if (continues && isTree(last) && isTree(part) && isSameKind(last, part)) {
      const text = String(last['text']) + String(part['text']);
      assignSaid(last, part);
      last['text'] = text;
    } else joined.push(part);
  }
  Object.assign(content, { parts: joined });
}

/** The last chunk is often empty. */
function isEmptyText(part: unknown): boolean {
  return isTree(part) && part['text'] === '' && Object.keys(part).length === 1;
}

/** Text continues text, and thoughts continue thoughts. */
function isSameKind(last: Tree, part: Tree): boolean {
  return (
    typeof last['text'] === 'string' &&
    typeof part['text'] === 'string' &&
    (last['thought'] ?? false) === (part['thought'] ?? false)
  );
}
