/** An event of a stream as a browser would dispatch it. */
export interface StreamEvent {
  /** Empty if the event has no name. */
  readonly name: string;
  readonly data: string;
  /** The id that the event sets; null if it sets none. */
  readonly id: string | null;
}

/**
 * Parses a stream of server-sent events by the HTML standard, section 9.2.6: it skips comments, events
 * without data, and an event without an empty line at its end. The result does not depend on how the stream
 * was divided on its way.
 */
export function parseEvents(text: string): readonly StreamEvent[] {
  const events: StreamEvent[] = [];
  let name = '';
  let id: string | null = null;
  let data: string[] = [];
  for (const line of terminatedLines(text)) {
    if (line === '') {
      if (data.length > 0) events.push({ name, data: data.join('\n'), id });
      name = '';
      id = null;
      data = [];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') data.push(value);
    else if (field === 'event') name = value === 'message' ? '' : value;
    else if (field === 'id') id = value;
  }
  return events;
}

/** Lines that end in CR, LF or both. Text after the last line end is not a line yet. */
function* terminatedLines(text: string): Generator<string> {
  const ends = /\r\n|\n|\r/g;
  for (let start = 0; ; start = ends.lastIndex) {
    const end = ends.exec(text);
    if (end === null) return;
    yield text.slice(start, end.index);
  }
}
