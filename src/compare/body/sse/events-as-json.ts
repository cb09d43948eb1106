import { structureOrString } from '../json-text.ts';
import type { StreamEvent } from './events.ts';

/** Rewrites events as a JSON array. Data that is an object or an array becomes JSON. */
export function eventsAsJson(events: readonly StreamEvent[]): string {
  return `[${events.map(eventAsJson).join(',')}]`;
}

function eventAsJson({ name, id, data }: StreamEvent): string {
  const event = name === '' ? '' : `"event":${JSON.stringify(name)},`;
  const identifier = id === null ? '' : `"id":${JSON.stringify(id)},`;
  return `{${event}${identifier}"data":${structureOrString(data)}}`;
}
