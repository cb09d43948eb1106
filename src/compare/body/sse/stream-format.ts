import { eventsAsJson } from './events-as-json.ts';
import type { StreamEvent } from './events.ts';
import { isTree, parseSource, type Tree } from './source-json.ts';

/** An event with its data parsed. */
export interface ParsedEvent extends StreamEvent {
  /** Null where the data is no JSON object. */
  readonly value: Tree | null;
}

/** How one API streams the answer of a model in pieces. */
export interface StreamFormat {
  /** Whether only streams of this API have such an event. */
  readonly isOwn: (event: ParsedEvent) => boolean;
  /**
   * Puts the pieces together as a client would, and writes as JSON what they come to, in the shape of an
   * answer that was not streamed. How many pieces there were, and where they were cut, leaves no trace;
   * events that such a stream does not have are kept as they are.
   */
  readonly reassemble: (events: readonly ParsedEvent[]) => string;
}

export function parseEvent(event: StreamEvent): ParsedEvent {
  const value = parseSource(event.data);
  return { ...event, value: isTree(value) ? value : null };
}

/** The type that an event's data has, where its name, if it has one, is the same. */
export function typeOf({ name, value }: ParsedEvent): string | null {
  const type = value?.['type'];
  return typeof type === 'string' && (name === '' || name === type) ? type : null;
}

/** An answer as JSON, with the events that add nothing to it under a name that no API uses. */
export function answerJson(answer: Tree, others: readonly StreamEvent[]): string {
  const json = JSON.stringify(answer);
  if (others.length === 0) return json;
  const separator = json === '{}' ? '' : ',';
  return `${json.slice(0, -1)}${separator}"[events]":${eventsAsJson(others)}}`;
}

/** Sets members as the last event has them. Null says nothing. */
export function assignSaid(into: Tree, said: Tree): void {
  for (const [key, value] of Object.entries(said)) if (value !== null) into[key] = value;
}
