import { type PathValues, compilePathValues } from '../../config/filter/path-values.ts';
import type { CountSettings } from '../../config/count-schema.ts';
import type { Config } from '../../config/schema.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import type { CapturedMessage } from '../../vocabulary/exchange.ts';
import { partsOfRoute } from '../../vocabulary/operation-name.ts';
import type { Reading } from '../../vocabulary/reading.ts';
import { isSuccess } from '../../vocabulary/status.ts';
import { createWalkBudget } from '../../vocabulary/walk-budget.ts';
import { decodedBytesMaxOf } from '../body/decoded-bytes.ts';
import { openBody, readJson } from '../body/open-body.ts';
import { createHeadReader } from '../response-head.ts';

/** The answers of an exchange that are compared. */
export interface Answers {
  readonly primary: CapturedMessage;
  readonly candidate: CapturedMessage;
  /** Null if no secondary has answered. */
  readonly secondary: CapturedMessage | null;
}

/** Reads the counts that `gate.areas.*.counts` configures; null if a route has none. */
export type BodyCounts = (route: string, area: string) => ((answers: Answers) => Reading[]) | null;

/** The limits of one query in one body. */
const queryLimits = { nodesMax: 200_000, msMax: 20 };

/**
 * Creates the reader of the counts that areas configure for their JSON answers. It costs nothing for an area
 * without counts; otherwise the bodies are parsed, equal bodies once.
 *
 * An answer counts only if all sides answered with 2xx and JSON, and at least one has a value at the path; a
 * side without one counts as 0. A number is a JSON number, or a text that contains one ("12.40"). A selected
 * array counts as its elements, `null` as nothing. If a query costs too much on any side, the exchange has no
 * such count.
 *
 * @throws the JSONPath library's error if a path in the config is not a valid JSONPath
 */
export function createBodyCounts(config: Pick<Config, 'gate' | 'capture'>): BodyCounts {
  const readHead = createHeadReader(['content-type', 'content-encoding']);
  const decodedBytesMax = decodedBytesMaxOf(config);
  const byArea = new Map(
    Object.entries(config.gate.areas).flatMap(([area, { counts }]) =>
      counts.length === 0 ? [] : [[area, counts.map(compileCount)] as const],
    ),
  );

  /** Undefined for an answer that is not 2xx, or not JSON. */
  function documentOf({ head, body: bytes }: CapturedMessage): unknown {
    const { status, values } = readHead(head);
    const [contentType = null, contentEncoding = null] = values;
    if (!isSuccess(status) || bytes.byteLength === 0) return undefined;
    const body = openBody({ bytes, contentType, contentEncoding }, decodedBytesMax);
    if (body.undecodable !== null || !mayBeJson(body.bytes)) return undefined;
    return readJson(body.bytes, body.type.charset)?.value;
  }

  return (route, area) => {
    const counts = byArea.get(area)?.filter(({ routes }) => isAmong(route, routes)) ?? [];
    if (counts.length === 0) return null;
    return ({ primary, candidate, secondary }) => {
      const ours = documentOf(primary);
      const again = (answer: CapturedMessage): unknown =>
        isSame(primary, answer) ? ours : documentOf(answer);
      const theirs = again(candidate);
      const others = secondary === null ? undefined : again(secondary);
      if (ours === undefined || theirs === undefined) return [];
      return counts.flatMap(({ name, valueIn }) => {
        const [inPrimary, inCandidate] = [valueIn(ours), valueIn(theirs)];
        if (inPrimary === undefined || inCandidate === undefined) return [];
        if (inPrimary === null && inCandidate === null) return [];
        const inSecondary = others === undefined ? null : valueIn(others);
        if (inSecondary === undefined) return [];
        const values = {
          primary: inPrimary ?? 0,
          candidate: inCandidate ?? 0,
          secondary: others === undefined ? null : (inSecondary ?? 0),
        };
        return [{ kind: 'count', name, unit: 'count', ...values } as const];
      });
    };
  };
}

interface CompiledCount {
  readonly name: string;
  readonly routes: readonly string[] | undefined;
  /** Null if nothing is at the path; undefined if the query costs too much to know. */
  readonly valueIn: (document: unknown) => number | null | undefined;
}

function compileCount({ name, of, function: by, routes }: CountSettings): CompiledCount {
  const select = compilePathValues(of);
  const valueOf = by === 'sum' ? numberOf : lengthOf;
  return { name, routes, valueIn: (document) => total(select, document, valueOf) };
}

function total(
  select: PathValues,
  document: unknown,
  valueOf: (value: unknown) => number | null,
): number | null | undefined {
  const selected = select(document, createWalkBudget(queryLimits));
  if (selected === null) return undefined;
  const values = selected.map(valueOf).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

const numberText = /^-?[0-9]{1,30}(?:\.[0-9]{1,30})?$/;

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const text = exactNumberText(value) ?? value;
  const number = numberText.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

function lengthOf(value: unknown): number | null {
  if (value === null) return null;
  return Array.isArray(value) ? value.length : 1;
}

/** A route of the config includes all of its operations. */
function isAmong(route: string, routes: readonly string[] | undefined): boolean {
  return (
    routes === undefined || routes.includes(route) || routes.includes(partsOfRoute(route).route)
  );
}

function isSame(one: CapturedMessage, other: CapturedMessage): boolean {
  return (
    Buffer.compare(one.body, other.body) === 0 &&
    Buffer.compare(one.head.subarray(0, 12), other.head.subarray(0, 12)) === 0
  );
}

/** A cheap test of the first octets, so that only objects and arrays are parsed. */
function mayBeJson(bytes: Uint8Array): boolean {
  const first = bytes.find((octet) => octet > 0x20);
  return first === 0x7b || first === 0x5b || first === 0xef;
}
