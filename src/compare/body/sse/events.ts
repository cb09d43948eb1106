/** An event of a stream as a browser would dispatch it. */
export interface StreamEvent {
  /** Empty if the stream gives it no name. */
  readonly name: string;
  readonly data: string;
  /** What the stream says in this event; null if it says nothing. */
  readonly id: string | null;
}

/**
 * Reads a stream of server-sent events by the HTML standard, section 9.2.6: comments are passed
 * over, an event without data is not dispatched, nor is one that no empty line ends. How the stream
 * was cut into pieces on its way has left no trace in it.
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

/** Lines that end in CR, LF or both; what follows the last of them is not a line yet. */
function* terminatedLines(text: string): Generator<string> {
  const ends = /\r\n|\n|\r/g;
  for (let start = 0; ; start = ends.lastIndex) {
    const end = ends.exec(text);
    if (end === null) return;
    yield text.slice(start, end.index);
  }
}
