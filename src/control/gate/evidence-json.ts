import { z } from 'zod';
import { ParallaxError } from '../../vocabulary/errors.ts';
import type { Evidence } from '../../vocabulary/evidence.ts';

/** Raised when what is written cannot be read by the code before. */
const format = 1;

const count = z.int().min(0);
const discordance = { candidateOnly: count, referenceOnly: count, both: count };

const route = z.strictObject({
  area: z.string(),
  route: z.string(),
  firstSeenMs: z.number().nullable(),
  lastSeenMs: z.number().nullable(),
  compared: count,
  failed: count,
  differing: count,
  aspects: z.strictObject({ status: count, header: count, body: count }),
  primaryFailed: count,
  errors: z.strictObject(discordance),
  judged: count,
  judgedDiffering: z.strictObject(discordance),
  fields: mapOf(z.strictObject({ differing: count, ...discordance })),
  fieldSets: mapOf(count),
  latency: mapOf(z.strictObject({ measured: count, slower: count })),
  shed: mapOf(count),
  // What was written before there were such counts goes on to be read.
  leftOut: mapOf(count).default(() => new Map<string, number>()),
  excusedByPolicy: mapOf(count).default(() => new Map<string, number>()),
});

const evidenceSchema = z.strictObject({
  epochs: mapOf(count),
  coverage: z.strictObject({
    eligible: count,
    sampled: count,
    mirrored: count,
    compared: count,
    shed: mapOf(count),
  }),
  routes: mapOf(route),
});

const document = z.strictObject({ format: z.literal(format), evidence: evidenceSchema });

/** Maps are written as lists of entries: keys come from traffic, and `__proto__` is one of them. */
export function evidenceToJson(evidence: Evidence): string {
  return JSON.stringify({ format, evidence }, (_key, value: unknown) =>
    value instanceof Map ? [...(value as ReadonlyMap<string, unknown>)] : value,
  );
}

/** @throws ParallaxError `evidence_unreadable` for a text that {@link evidenceToJson} did not write */
export function evidenceFromJson(text: string): Evidence {
  try {
    return document.parse(JSON.parse(text)).evidence;
  } catch (cause) {
    throw new ParallaxError('evidence_unreadable', 'stored evidence cannot be read', { cause });
  }
}

/** A list of entries, as a map. */
function mapOf<T>(value: z.ZodType<T>): z.ZodType<Map<string, T>> {
  return z.array(z.tuple([z.string(), value])).transform((entries) => new Map(entries));
}
