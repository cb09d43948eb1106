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

/** The answers of an exchange that are held against each other. */
export interface Answers {
  readonly primary: CapturedMessage;
  readonly candidate: CapturedMessage;
  /** Null if no secondary has answered. */
  readonly secondary: CapturedMessage | null;
}

/** Reads what `gate.areas.*.counts` asks for; null if it asks nothing of a route. */
export type BodyCounts = (route: string, area: string) => ((answers: Answers) => Reading[]) | null;

/** One query may look at so much of a body. */
const queryLimits = { nodesMax: 200_000, msMax: 20 };

/**
 * Makes the reader of the numbers that areas count in their JSON answers. It costs nothing where an area counts
 * nothing; where it does, the bodies are parsed, one that both sides have once.
 *
 * An answer counts only if all sides answered with 2xx and JSON, and one of them has something at the path: what
 * the other one lacks is then 0. A number is one of JSON, or a text that is one ("12.40"). An array that is
 * selected counts as its elements, `null` as nothing. Where a query costs too much on any side, nothing is known
 * of that count, and it is left out of the exchange.
 *
 * @throws the JSONPath library's error when a path in the config is no JSONPath
 */
export function createBodyCounts(config: Pick<Config, 'gate' | 'capture'>): BodyCounts {
  const readHead = createHeadReader(['content-type', 'content-encoding']);
  const decodedBytesMax = decodedBytesMaxOf(config);
  const byArea = new Map(
    Object.entries(config.gate.areas).flatMap(([area, { counts }]) =>
      counts.length === 0 ? [] : [[area, counts.map(compileCount)] as const],
    ),
  );

  /** Undefined for an answer that is not 2xx, and for one that is no JSON. */
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

/** A route of the config stands for all of its operations. */
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

/** A cheap look at the first octets: nothing is parsed that cannot be an object or an array. */
function mayBeJson(bytes: Uint8Array): boolean {
  const first = bytes.find((octet) => octet > 0x20);
  return first === 0x7b || first === 0x5b || first === 0xef;
}
