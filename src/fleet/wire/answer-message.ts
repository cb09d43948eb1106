import type { RecordedAnswer } from '../../vocabulary/recorded-answer.ts';
import {
  recordedAnswerFields,
  recordedAnswerShape,
} from '../../vocabulary/recorded-answer-shape.ts';
import { jsonSection, readJsonSection } from './json-section.ts';
import { layoutOf, planRows, readLayout, type RowPlan } from './layout.ts';
import { answersMagic, preambleBytes, readPreamble, writePreamble } from './preamble.ts';
import { type BuildRow, readRows } from './read-rows.ts';

/** A batch of answers to writes of one partition that a hub publishes. */
export interface AnswerMessage {
  /** The hub; eight hexadecimal digits. */
  readonly hub: string;
  readonly partition: number;
  /** Counts the hub's messages of this partition. */
  readonly batch: number;
  readonly records: number;
  /** Rows of `recordedAnswerShape`: a multiple of 8 bytes. */
  readonly packed: Uint8Array;
}

/** The format that this version writes. As with tap messages, it also reads the previous and the next one. */
const formatNow = 1;
const none: ReadonlySet<string> = new Set();
const layoutJson = jsonSection(JSON.stringify(layoutOf(recordedAnswerFields)));
const planNow = planRows(recordedAnswerFields, layoutOf(recordedAnswerFields), none);

export function encodeAnswers({
  hub,
  partition,
  batch,
  records,
  packed,
}: AnswerMessage): Uint8Array {
  const packedAt = preambleBytes + layoutJson.byteLength;
  const bytes = new Uint8Array(packedAt + packed.byteLength);
  const lengths = {
    layoutBytes: layoutJson.byteLength,
    envelopeBytes: 0,
    packedBytes: packed.byteLength,
  };
  const name = { instance: hub, partition, batch };
  writePreamble(bytes, { format: formatNow, ...name, records, ...lengths }, answersMagic);
  bytes.set(layoutJson, preambleBytes);
  bytes.set(packed, packedAt);
  return bytes;
}

/**
 * Reads a message of this version, or of the previous or next one. It trusts nothing in the message.
 *
 * @returns answers in memory of their own, without those whose candidate result this version cannot read;
 *   null if no hub
 *   of these versions can have written the message
 */
export function decodeAnswers(bytes: Uint8Array): readonly RecordedAnswer[] | null {
  const preamble = readPreamble(bytes, answersMagic);
  if (preamble === null || Math.abs(preamble.format - formatNow) > 1) return null;
  const { layoutBytes, envelopeBytes, packedBytes, records } = preamble;
  const packedAt = preambleBytes + layoutBytes + envelopeBytes;
  if (packedAt + packedBytes !== bytes.byteLength) return null;
  const plan = planOf(bytes.subarray(preambleBytes, preambleBytes + layoutBytes));
  if (plan === null) return null;
  // A copy: the bytes go to another thread, and the message may be part of much more memory.
  const packed = new Uint8Array(bytes.subarray(packedAt));
  const answers = readRows(packed, records, plan, answerOfRow);
  return answers?.filter(({ candidate }) => candidate.kind !== 'unsent') ?? null;
}

function planOf(layout: Uint8Array): RowPlan | null {
  if (layoutJson.equals(layout)) return planNow;
  const theirs = readLayout(readJsonSection(layout));
  return theirs === null ? null : planRows(recordedAnswerFields, theirs, none);
}

/** Null if a number cannot be from a hub: the order of times and the identities rely on them. */
const answerOfRow: BuildRow<RecordedAnswer> = (words, blobs) => {
  const answer = recordedAnswerShape.build(words, 0, blobs);
  const isSound =
    Number.isSafeInteger(answer.sequence) &&
    answer.sequence > 0 &&
    isSoundLeg(answer.candidate) &&
    isSoundLeg(answer.secondary);
  return isSound ? answer : null;
};

function isSoundLeg(leg: RecordedAnswer['secondary']): boolean {
  if (leg === null || leg.kind === 'unsent') return true;
  if (leg.kind === 'failed') return Number.isFinite(leg.totalMs);
  const { totalMs = 0, firstMs = 0, gapMs = 0 } = leg.slack ?? {};
  const times = [leg.firstByteMs, leg.totalMs, leg.firstPayloadMs ?? 0, leg.largestGapMs ?? 0];
  return [...times, leg.askedAtMs, leg.answeredAtMs, totalMs, firstMs, gapMs].every(
    Number.isFinite,
  );
}
