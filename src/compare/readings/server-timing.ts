import { readingName, type ReadingUnit } from '../../vocabulary/reading.ts';

/** A metric that a server reports about its own work on one request. */
export interface ServerMetric {
  readonly unit: ReadingUnit;
  /** Milliseconds, or a count; finite and not negative. */
  readonly value: number;
}

/** A server may report anything, so these bound the metrics of an answer and the characters of a value. */
const metricsMax = 64;
const valueCharsMax = 8192;

/**
 * The values of the field `Server-Timing` in a response head, and in its trailers.
 *
 * @param head octets that the framer has accepted
 */
export function serverTimingValues(head: Uint8Array): readonly string[] {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  return Array.from(text.matchAll(fieldLine), ([, value = '']) => value);
}

const fieldLine = /\r\nserver-timing:([^\r\n]*)/gi;

/**
 * Parses metrics in the format of the W3C (https://www.w3.org/TR/server-timing/): `db;dur=12.3,
 * queries;desc="5"`. It leaves out malformed metrics, names that {@link readingName} does not allow, and
 * metrics without a number. Metrics with the same name are added up.
 *
 * A metric is a count if it has no `dur` and its `desc` is a whole number, or if the last word of its name is
 * `queries`, `statements` or `count` and its `dur` is a whole number; a `dur` with a fraction under such a
 * name is ignored. Every other `dur` is in milliseconds, also that of `db_total`: 12 ms and 12 of something
 * else could not be distinguished.
 *
 * @param values of the header lines, in their order
 */
export function readServerTiming(values: readonly string[]): ReadonlyMap<string, ServerMetric> {
  const metrics = new Map<string, ServerMetric>();
  let read = 0;
  for (const value of values) {
    for (const part of partsOf(value.slice(0, valueCharsMax), ',')) {
      if (read >= metricsMax) return metrics;
      read += 1;
      const [name = '', ...params] = partsOf(part, ';').map((one) => one.trim());
      const metric = readingName.test(name) ? metricOf(name, paramsOf(params)) : null;
      if (metric !== null) addMetric(metrics, name, metric);
    }
  }
  return metrics;
}

/** A metric that is a time in one place and a count in another is dropped. */
function addMetric(metrics: Map<string, ServerMetric>, name: string, metric: ServerMetric): void {
  const known = metrics.get(name);
  if (known === undefined) metrics.set(name, metric);
  else if (known.unit === metric.unit) {
    metrics.set(name, { unit: known.unit, value: known.value + metric.value });
  }
}

/** `db.queries`, `QUERIES`; `dbQueries`, but not `discount`. */
const countingWord = /(?:^|[._-])(?:queries|statements|count)$/i;
const countingHump = /[a-z](?:Queries|Statements|Count)$/;
const plainNumber = /^[0-9]{1,12}(?:\.[0-9]{1,20})?$/;
const wholeNumber = /^[0-9]{1,12}$/;

function metricOf(name: string, params: ReadonlyMap<string, string>): ServerMetric | null {
  const dur = params.get('dur');
  const desc = params.get('desc') ?? '';
  if (dur === undefined)
    return wholeNumber.test(desc) ? { unit: 'count', value: Number(desc) } : null;
  if (countingWord.test(name) || countingHump.test(name)) {
    const value = Number(dur);
    return plainNumber.test(dur) && Number.isInteger(value) ? { unit: 'count', value } : null;
  }
  return plainNumber.test(dur) ? { unit: 'ms', value: Number(dur) } : null;
}

const param = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^" \t]+))$/;

/** If a parameter is repeated, the first one counts. */
function paramsOf(parts: readonly string[]): ReadonlyMap<string, string> {
  const params = new Map<string, string>();
  for (const part of parts) {
    const [, name = '', quoted, token = ''] = param.exec(part) ?? [];
    const key = name.toLowerCase();
    if (key === '' || params.has(key)) continue;
    params.set(key, quoted === undefined ? token : quoted.replaceAll(/\\(.)/g, '$1'));
  }
  return params;
}

/** Splits at a separator outside of quoted strings. */
function partsOf(text: string, separator: ',' | ';'): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted && character === '\\') at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}
