import { eventsAsJson } from './events-as-json.ts';
import type { StreamEvent } from './events.ts';
import { isTree, parseSource, type Tree } from './source-json.ts';

/** An event with its data parsed. */
export interface ParsedEvent extends StreamEvent {
  /** Null if the data is not a JSON object. */
  readonly value: Tree | null;
}

/** How one API streams a model's answer in pieces. */
export interface StreamFormat {
  /** Whether only streams of this API have such an event. */
  readonly isOwn: (event: ParsedEvent) => boolean;
  /**
   * Joins the pieces as a client would, and writes the answer as JSON in the shape of one that was not
   * streamed. The number of pieces and the points of division do not show. Events outside the format are kept
   * as they are.
   */
  readonly reassemble: (events: readonly ParsedEvent[]) => string;
}

/** Parses the data of an event. */
export function parseEvent(event: StreamEvent): ParsedEvent {
  const value = parseSource(event.data);
  return { ...event, value: isTree(value) ? value : null };
}

/** The type in an event's data; null if the event has another name. */
export function typeOf({ name, value }: ParsedEvent): string | null {
  const type = value?.['type'];
  return typeof type === 'string' && (name === '' || name === type) ? type : null;
}

/** An answer as JSON, with the events that are not part of it under a name that no API uses. */
export function answerJson(answer: Tree, others: readonly StreamEvent[]): string {
  const json = JSON.stringify(answer);
  if (others.length === 0) return json;
  const separator = json === '{}' ? '' : ',';
  return `${json.slice(0, -1)}${separator}"[events]":${eventsAsJson(others)}}`;
}

/** Copies the members of the last event, except those that are null. */
export function assignSaid(into: Tree, said: Tree): void {
  for (const [key, value] of Object.entries(said)) if (value !== null) into[key] = value;
}
