import type { Redactor } from '../redaction/redactor.ts';
import type { OpenBody } from './open-body.ts';
import { type OwnParsedBody, readBody, type ParsedBody, readJsonText } from './read-body.ts';
import { eventsAsJson } from './sse/events-as-json.ts';
import { finalAnswers, finalAnswersIn } from './sse/final-answers.ts';
import { charsetsOf } from './text-charset.ts';

/**
 * Parses the bodies of two answers to the same request. The format of a stream or a text is decided once for
 * both, so that comparing and showing agree.
 */
export function readPair(
  redactor: Redactor,
  primary: OpenBody,
  candidate: OpenBody,
): readonly [ParsedBody, ParsedBody] {
  const [ours, theirs] = charsetsOf(primary, candidate);
  const left = readBody(redactor, primary.bytes, primary.type, ours);
  const right = readBody(redactor, candidate.bytes, candidate.type, theirs);
  const [one, other] = asReadings([left, right]);
  return [one ?? unread, other ?? unread];
}

/** The same for a body that is not compared with another. */
export function readAlone(redactor: Redactor, body: OpenBody): ParsedBody {
  const [charset] = charsetsOf(body, body);
  return asReadings([readBody(redactor, body.bytes, body.type, charset)])[0] ?? unread;
}

const unread: ParsedBody = { family: 'unread' };

function asReadings(readings: readonly OwnParsedBody[]): readonly ParsedBody[] {
  const answers = answersIn(readings);
  return readings.map((reading, index) => {
    const answer = answers?.[index];
    if ('events' in reading) {
      return readDocument('sse', answer ?? eventsAsJson(reading.events));
    }
    return answer === undefined ? reading : readDocument('json', answer);
  });
}

function answersIn(readings: readonly OwnParsedBody[]): readonly string[] | null {
  const streams = readings.filter((reading) => 'events' in reading);
  if (streams.length < readings.length) return finalAnswersInJson(readings);
  if (!streams.some(({ mayBeAnswer }) => mayBeAnswer)) return null;
  return finalAnswers(streams.map(({ events }) => events));
}

function finalAnswersInJson(readings: readonly OwnParsedBody[]): readonly string[] | null {
  const texts = readings.flatMap((reading) =>
    reading.family === 'json' ? [reading.document.text] : [],
  );
  return texts.length < readings.length ? null : finalAnswersIn(texts);
}

/** Leaves out a document that is too large to be parsed again. */
function readDocument(family: 'sse' | 'json', json: string): ParsedBody {
  const document = readJsonText(json);
  return document === null ? unread : { family, document };
}
