import { chatFormat } from './chat-stream.ts';
import type { StreamEvent } from './events.ts';
import { chunksOf, geminiFormat } from './gemini-stream.ts';
import { messagesFormat } from './messages-stream.ts';
import { responsesFormat } from './responses-stream.ts';
import { parseSource } from './source-json.ts';
import { type ParsedEvent, parseEvent, type StreamFormat } from './stream-format.ts';

const formats: readonly StreamFormat[] = [
  chatFormat,
  messagesFormat,
  responsesFormat,
  geminiFormat,
];

/** Every stream of a known format contains one of these. */
const marks = /"choices"|"candidates"|"message_start"|"content_block_|"response\./;

/** Whether a stream may be in one of the formats. */
export function mayBeAnswer(text: string): boolean {
  return marks.test(text);
}

/**
 * The final answers of the streams of one or two deployments, as JSON. All are parsed in the one format that
 * some of them match.
 *
 * @returns null if no stream is in a known format, or two are in different formats
 */
export function finalAnswers(
  streams: readonly (readonly StreamEvent[])[],
): readonly string[] | null {
  return inOneFormat(streams.map((events) => events.map(parseEvent)));
}

/** The same for JSON arrays, which Gemini streams unless the client asks for events. */
export function finalAnswersIn(texts: readonly string[]): readonly string[] | null {
  if (!texts.some((text) => /^\s{0,64}\[/.test(text) && text.includes('"candidates"'))) return null;
  const streams = texts.map((text) => chunksOf(parseSource(text)));
  const known = streams.filter((events) => events !== null);
  return known.length < texts.length || !known.some((events) => events.some(geminiFormat.isOwn))
    ? null
    : known.map((events) => geminiFormat.reassemble(events));
}

function inOneFormat(streams: readonly (readonly ParsedEvent[])[]): readonly string[] | null {
  const own = new Set(streams.map(formatOf).filter((format) => format !== null));
  const [format, ...others] = own;
  if (format === undefined || others.length > 0) return null;
  return streams.map((events) => format.reassemble(events));
}

function formatOf(events: readonly ParsedEvent[]): StreamFormat | null {
  for (const event of events) {
    const format = formats.find(({ isOwn }) => isOwn(event));
    if (format !== undefined) return format;
  }
  return null;
}
