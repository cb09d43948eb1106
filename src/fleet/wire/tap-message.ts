import type { Exchange } from '../../vocabulary/exchange.ts';
import { exchangeFields } from '../../vocabulary/exchange-shape.ts';
import { failure, type Result, success } from '../../vocabulary/result.ts';
import type { TapIdentity, TapNote } from '../../vocabulary/tap-note.ts';
import { readEnvelope, tapSequenceEnd, writeEnvelope } from './envelope.ts';
import { jsonSection, readJsonSection } from './json-section.ts';
import { layoutOf, planRows, readLayout, type RowPlan } from './layout.ts';
import {
  formatNow,
  preambleBytes,
  type Preamble,
  readPreamble,
  writePreamble,
} from './preamble.ts';
import { exchangesBelow, readRows } from './read-rows.ts';

/** The content of one published message of a tap, for one partition. */
export interface TapMessage {
  readonly tap: TapIdentity;
  readonly partition: number;
  /** Counts this tap's messages from 1. */
  readonly batch: number;
  readonly note: TapNote;
  /** The number of exchanges in `packed`. */
  readonly records: number;
  /** The used bytes of a batch of exchanges: a multiple of 8. */
  readonly packed: Uint8Array;
}

/** A message as a hub reads it. */
interface DecodedMessage {
  readonly message: Omit<TapMessage, 'packed'>;
  /** Views of the message's memory, with the tap's own sequences and revisions, and without a tenure. */
  readonly exchanges: readonly Exchange[];
}

/** Why a hub cannot read a message. */
interface DecodeFault {
  readonly kind: 'unknown_version' | 'malformed';
  /** The number of exchanges that the message states; 0 if it is malformed. */
  readonly records: number;
}

const malformed = failure({ kind: 'malformed', records: 0 } as const);
/** Fields that have no meaning outside of the process that wrote them, and are not read. */
const ownNames: ReadonlySet<string> = new Set(['tenure']);

const layoutNow = layoutOf(exchangeFields);
const layoutJson = jsonSection(JSON.stringify(layoutNow));
const planNow = planRows(exchangeFields, layoutNow, ownNames);

/** A message of this version in its published form: the description, followed by one copy of `packed`. */
export function encodeTapMessage({ tap, note, packed, ...message }: TapMessage): Uint8Array {
  const { host, version, instance } = tap;
  const envelope = jsonSection(writeEnvelope({ host, version, note }));
  const packedAt = preambleBytes + layoutJson.byteLength + envelope.byteLength;
  const bytes = new Uint8Array(packedAt + packed.byteLength);
  writePreamble(bytes, {
    format: formatNow,
    instance,
    partition: message.partition,
    batch: message.batch,
    records: message.records,
    layoutBytes: layoutJson.byteLength,
    envelopeBytes: envelope.byteLength,
    packedBytes: packed.byteLength,
  });
  bytes.set(layoutJson, preambleBytes);
  bytes.set(envelope, preambleBytes + layoutJson.byteLength);
  bytes.set(packed, packedAt);
  return bytes;
}

/**
 * Reads a message of this version, or of the previous or next one. It trusts nothing in the message.
 *
 * @param bytes complete; see `PartJoiner`
 * @param sequenceEnd the first sequence that is too large: a hub records exchanges with numbers of the fleet
 */
export function decodeTapMessage(
  bytes: Uint8Array,
  sequenceEnd = tapSequenceEnd,
): Result<DecodedMessage, DecodeFault> {
  const preamble = readPreamble(bytes);
  if (preamble === null) return malformed;
  const { format, records, instance, partition, batch } = preamble;
  if (Math.abs(format - formatNow) > 1) {
    return failure({ kind: 'unknown_version', records: Math.min(records, bytes.byteLength) });
  }
  if (!isWhole(bytes, preamble)) return malformed;
  const envelopeAt = preambleBytes + preamble.layoutBytes;
  const packedAt = envelopeAt + preamble.envelopeBytes;
  const plan = planOf(bytes.subarray(preambleBytes, envelopeAt));
  const envelope = readEnvelope(readJsonSection(bytes.subarray(envelopeAt, packedAt)));
  if (plan === null || envelope === null) return malformed;
  // Not a Buffer, whose methods of the same names behave differently.
  const packed = new Uint8Array(bytes.buffer, bytes.byteOffset + packedAt, preamble.packedBytes);
  const exchanges = readRows(packed, records, plan, exchangesBelow(sequenceEnd));
  if (exchanges === null) return malformed;
  const { host, version, note } = envelope;
  const tap = { instance, host, version };
  return success({ message: { tap, partition, batch, note, records }, exchanges });
}

function isWhole(bytes: Uint8Array, preamble: Preamble): boolean {
  const { layoutBytes, envelopeBytes, packedBytes } = preamble;
  return preambleBytes + layoutBytes + envelopeBytes + packedBytes === bytes.byteLength;
}

/** Most messages are of this version, so their names need not be parsed. */
function planOf(layout: Uint8Array): RowPlan | null {
  if (layoutJson.equals(layout)) return planNow;
  const theirs = readLayout(readJsonSection(layout));
  return theirs === null ? null : planRows(exchangeFields, theirs, ownNames);
}
