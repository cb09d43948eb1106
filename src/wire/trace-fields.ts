import type { RawFields } from '../vocabulary/raw-head.ts';

/** How the trace context of a request goes on. */
export interface TracePolicy {
  readonly mode: 'new' | 'same' | 'drop';
  readonly unsampled: boolean;
}

/** A field of a request that goes on with another value. */
export interface FieldChange {
  /** Of the name, in the list of names and values; null for a field that is added. */
  readonly at: number | null;
  /** In lower case. */
  readonly name: string;
  readonly before: string | null;
  /** Null where the field is left out. */
  readonly after: string | null;
}

/** The fields of W3C Trace Context and of B3, which name the trace and the span. */
const contextNames = [
  'traceparent',
  'tracestate',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
];
const names: ReadonlySet<string> = new Set([...contextNames, 'baggage']);
const lengths: ReadonlySet<number> = new Set(Array.from(names, (name) => name.length));

/**
 * How the trace context of a request changes on its way to a deployment. A context that is not well formed
 * stays as it is: whoever reads it must begin a trace of its own, at primary as well.
 *
 * @param newSpanId makes the id of the span that the request belongs to, 16 hexadecimal digits
 */
export function traceChanges(
  fields: RawFields,
  { mode, unsampled }: TracePolicy,
  newSpanId: () => string,
): readonly FieldChange[] {
  if (mode === 'same') return noChanges;
  const found = fieldsIn(fields);
  if (mode === 'drop') {
    return found
      .filter(({ name }) => name !== 'baggage')
      .map(({ at, name, before }) => ({ at, name, before, after: null }));
  }
  const ofContext = found.length === 0 ? noChanges : contextChanges(found, unsampled, newSpanId);
  const ofBaggage = baggageChange(found.filter(({ name }) => name === 'baggage'));
  return ofBaggage === null ? ofContext : [...ofContext, ofBaggage];
}

const noChanges: readonly FieldChange[] = [];

interface FoundField {
  readonly at: number;
  readonly name: string;
  readonly before: string;
}

function fieldsIn(fields: RawFields): FoundField[] {
  const found: FoundField[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = fields[at] ?? '';
    if (!lengths.has(name.length)) continue;
    const lowerCase = name.toLowerCase();
    if (names.has(lowerCase)) found.push({ at, name: lowerCase, before: fields[at + 1] ?? '' });
  }
  return found;
}

function contextChanges(
  found: readonly FoundField[],
  unsampled: boolean,
  newSpanId: () => string,
): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  let spanId: string | null = null;
  const span = (): string => (spanId ??= newSpanId());
  /** A field that comes twice says nothing for certain. */
  const only = (name: string): FoundField | null => {
    const all = found.filter((one) => one.name === name);
    return all.length === 1 ? (all[0] ?? null) : null;
  };
  const change = (field: FoundField | null, after: string | null): void => {
    if (field !== null && after !== null && after !== field.before)
      changes.push({ ...field, after });
  };
  const traceparent = only('traceparent');
  change(traceparent, traceparent && newTraceparent(traceparent.before, unsampled, span));
  const b3 = only('b3');
  change(b3, b3 && newB3(b3.before, unsampled, span));
  const ofSpan = only('x-b3-spanid');
  if (ofSpan !== null && isId(ofSpan.before, 16) && only('x-b3-traceid') !== null) {
    change(ofSpan, span());
    change(only('x-b3-parentspanid'), ofSpan.before);
    if (unsampled) changes.push(...unsampledB3(only('x-b3-sampled'), only('x-b3-flags')));
  } else if (unsampled && !found.some(({ name }) => isOfB3Span(name))) {
    // A decision alone, for the trace that the receiver begins.
    change(only('x-b3-sampled'), '0');
    if (only('x-b3-flags')?.before === '1') change(only('x-b3-flags'), '0');
  }
  return changes;
}

function isOfB3Span(name: string): boolean {
  return name === 'x-b3-traceid' || name === 'x-b3-spanid' || name === 'x-b3-parentspanid';
}

function unsampledB3(sampled: FoundField | null, flags: FoundField | null): readonly FieldChange[] {
  const said = sampled ?? { at: null, name: 'x-b3-sampled', before: null };
  const changes: FieldChange[] = said.before === '0' ? [] : [{ ...said, after: '0' }];
  // The debug flag would have it sampled anyway.
  if (flags?.before === '1') changes.push({ ...flags, after: '0' });
  return changes;
}

/** A `traceparent` taken apart. */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}

/** Reads version 00, and what version 00 knows of later ones; null where it is not well formed. */
export function parseTraceparent(value: string): TraceParent | null {
  const parts = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(value);
  if (parts === null) return null;
  const [, version, traceId = '', spanId = '', flags = '', rest] = parts;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return null;
  if (!isId(traceId, 32) || !isId(spanId, 16)) return null;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}

const sampledFlag = 0x01;
/** Sampled, and random trace id: no version 00 has other flags. */
const knownFlags = 0x03;

/** Written in version 00, as the specification asks of whoever knows no later one. */
function newTraceparent(value: string, unsampled: boolean, span: () => string): string | null {
  const parent = parseTraceparent(value);
  if (parent === null) return null;
  const flags = parent.flags & knownFlags & (unsampled ? ~sampledFlag : ~0);
  return `00-${parent.traceId}-${span()}-${flags.toString(16).padStart(2, '0')}`;
}

/** `TRACE-SPAN[-SAMPLED[-PARENT]]`, or the decision alone. */
function newB3(value: string, unsampled: boolean, span: () => string): string | null {
  if (/^[01d]$/.test(value)) return unsampled ? '0' : value;
  const parts = /^((?:[0-9a-f]{16}){1,2})-([0-9a-f]{16})(?:-([01d])(?:-([0-9a-f]{16}))?)?$/.exec(
    value,
  );
  if (parts === null) return null;
  const [, traceId = '', spanId = '', said, parent] = parts;
  if (!isId(spanId, 16)) return null;
  const sampled = unsampled ? '0' : said;
  const ofParent = parent === undefined ? [] : [spanId];
  return [traceId, span(), ...(sampled === undefined ? [] : [sampled, ...ofParent])].join('-');
}

/** Lower-case hexadecimal digits that are not all zeros. */
function isId(text: string, digits: number): boolean {
  return text.length === digits && /^[0-9a-f]+$/.test(text) && /[^0]/.test(text);
}

/** The member of `baggage` by which services behind a deployment know a mirrored request. */
const shadowBaggage = 'parallax=shadow';

/** What the specification of Baggage has everyone pass on. */
const membersMax = 64;
const bytesMax = 8192;

function baggageChange(found: readonly FoundField[]): FieldChange | null {
  const last = found.at(-1);
  if (last === undefined) {
    return { at: null, name: 'baggage', before: null, after: shadowBaggage };
  }
  const members = found.flatMap(({ before }) =>
    before.split(',').filter((one) => one.trim() !== ''),
  );
  const bytes = found.reduce((sum, { before }) => sum + before.length + 1, shadowBaggage.length);
  const isFull = members.length >= membersMax || bytes > bytesMax;
  if (isFull || members.some((one) => /^\s*parallax\s*[=;]/.test(one))) return null;
  const after = last.before === '' ? shadowBaggage : `${last.before},${shadowBaggage}`;
  return { ...last, after };
}
