import { openWritesMax } from '../../vocabulary/exchange.ts';
import { isShedReason } from '../../vocabulary/shed.ts';
import type { OpenWrite, TapNote } from '../../vocabulary/tap-note.ts';
import { isObject } from './layout.ts';

/** The facts about its tap in a message. */
export interface Envelope {
  readonly host: string;
  readonly version: string;
  readonly note: TapNote;
}

const textMax = 255;
/** A tap's sequences stay below this: a hub adds the tap's lane, multiplied by this. */
export const tapSequenceEnd = 2 ** 36;

/** Whether a tap can have given an exchange this number. */
function isTapSequence(value: unknown): value is number {
  return isSequence(value, tapSequenceEnd);
}

/** @param end the first number that is too large */
export function isSequence(value: unknown, end: number): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < end;
}

/** As JSON. Each open write takes two numbers of one list, as there may be many. */
export function writeEnvelope({ host, version, note }: Envelope): string {
  const { completeTo, wallOffsetMs, openWrites, shed, isLast } = note;
  const open = openWrites.flatMap(({ sequence, startedAt }) => [sequence, startedAt]);
  return JSON.stringify({
    host: host.slice(0, textMax),
    version: version.slice(0, textMax),
    note: { completeTo, wallOffsetMs, openWrites: open, shed, isLast },
  });
}

/** Null if no tap can have written it. Members that another version does not write have defaults. */
export function readEnvelope(value: unknown): Envelope | null {
  if (!isObject(value) || !isObject(value.note)) return null;
  const { host = '', version = '' } = value;
  const { completeTo, wallOffsetMs } = value.note;
  if (!isText(host) || !isText(version)) return null;
  if (!isFinite(completeTo) || !isFinite(wallOffsetMs)) return null;
  const openWrites = readOpenWrites(value.note.openWrites);
  const shed = readShed(value.note.shed);
  if (openWrites === null || shed === null) return null;
  const last = value.note.isLast === true ? ({ isLast: true } as const) : {};
  return { host, version, note: { completeTo, wallOffsetMs, openWrites, shed, ...last } };
}

function readOpenWrites(value: unknown = []): readonly OpenWrite[] | null {
  if (!Array.isArray(value) || value.length % 2 !== 0) return null;
  const writes: OpenWrite[] = [];
  // Each released exchange is compared with all of them: a longer list than taps write would take the hub's
  // time.
  const end = Math.min(value.length, 2 * openWritesMax);
  for (let at = 0; at < end; at += 2) {
    const sequence: unknown = value[at];
    const startedAt: unknown = value[at + 1];
    if (!isTapSequence(sequence) || !isFinite(startedAt)) return null;
    writes.push({ sequence, startedAt });
  }
  return writes;
}

/** Counts under unknown words of another version count as `unreadable`. */
function readShed(value: unknown = {}): Readonly<Record<string, number>> | null {
  if (!isObject(value)) return null;
  const shed: Record<string, number> = {};
  for (const [word, count] of Object.entries(value)) {
    if (!isCountOfTap(count)) return null;
    const reason = isShedReason(word) ? word : 'unreadable';
    shed[reason] = (shed[reason] ?? 0) + count;
  }
  return shed;
}

/**
 * A tap also numbers the exchanges that it sheds. Sums of larger counts would exceed the range of the
 * database.
 */
function isCountOfTap(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < tapSequenceEnd;
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

/** Without characters that PostgreSQL cannot store, and without line breaks. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= textMax && !/[\p{Cc}\p{Cs}]/u.test(value);
}
