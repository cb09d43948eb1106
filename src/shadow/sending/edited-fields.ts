import type { HeaderEdits } from '../../config/requests/request-edits.ts';
import type { RawFields } from '../../vocabulary/raw-head.ts';
import { spanIdOf } from '../../vocabulary/span-id.ts';
import { traceChanges } from '../../wire/trace-fields.ts';
import type { RequestForm } from './request-form.ts';

/** By the index of a field's name; a null value leaves the field out. */
type TracedValues = ReadonlyMap<number | null, string | null>;

const untraced: TracedValues = new Map();

/** The values of fields that change with the trace context; under null, the lines to add. */
export function tracedValues(
  fields: RawFields,
  { deployment, edits, tracing }: RequestForm,
  exchangeId: string,
): TracedValues {
  const changes = traceChanges(fields, tracing, () => spanIdOf(exchangeId, deployment));
  if (changes.length === 0) return untraced;
  const values = new Map<number | null, string | null>();
  let lines = '';
  for (const { at, name, after } of changes) {
    if (at !== null) values.set(at, after);
    else if (edits.headers?.dropped.has(name) !== true) lines += lineOf(name, after ?? '');
  }
  return values.set(null, lines);
}

/** The lines of the headers that the config sets. */
export function addedLines(headers: HeaderEdits | null): string {
  let lines = '';
  for (const { name, value } of headers?.added ?? []) lines += lineOf(name, value.text);
  return lines;
}

function lineOf(name: string, value: string): string {
  return `\r\n${name}: ${value}`;
}

/** Trailers without those that the config edits: some servers treat them as headers. */
export function withoutDropped(
  trailers: Uint8Array | undefined,
  dropped: ReadonlySet<string> | null,
): Uint8Array | undefined {
  if (trailers === undefined || dropped === null) return trailers;
  const { buffer, byteOffset, byteLength } = trailers;
  const lines = Buffer.from(buffer, byteOffset, byteLength).toString('latin1').split('\r\n');
  const kept = lines.filter((line) => !dropped.has(line.slice(0, line.indexOf(':')).toLowerCase()));
  return kept.length === lines.length ? trailers : Buffer.from(kept.join('\r\n'), 'latin1');
}
