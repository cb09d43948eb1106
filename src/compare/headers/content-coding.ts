import { canonicalContentEncoding } from '../../vocabulary/decode-body.ts';
import { canonicalSet, splitList } from './list-field.ts';

/** The content codings of both answers; null if a field is absent. */
export interface ContentCodings {
  readonly primary: string | null;
  readonly candidate: string | null;
  /** Accept-Encoding of the request. */
  readonly accepted: string | null;
}

const knownCodings: ReadonlySet<string> = new Set(['gzip', 'deflate', 'br', 'zstd']);

/**
 * Whether the client can read the candidate's content coding as well as primary's. Otherwise the coding does
 * not matter, as bodies are compared decoded.
 *
 * @param candidate Content-Encoding, null if it is absent; the same for primary
 */
export function isSameCoding(
  primary: string | null,
  candidate: string | null,
  accepted: string | null,
): boolean {
  const ours = canonicalContentEncoding(primary ?? '');
  const theirs = canonicalContentEncoding(candidate ?? '');
  if (ours === theirs) return true;
  const [left, right] = [ours, theirs].map((text) => (text === '' ? [] : text.split(', ')));
  if (![...(left ?? []), ...(right ?? [])].every((coding) => knownCodings.has(coding)))
    return false;
  return (right ?? []).every(
    (coding) => left?.includes(coding) === true || accepts(accepted, coding),
  );
}

/**
 * Whether two Vary fields mean the same. If the codings differ, only one of them may have `Accept-Encoding`.
 * An encoded answer must have it, or caches would serve the answer to every client.
 */
export function isSameVary(
  primary: string | null,
  candidate: string | null,
  codings: ContentCodings,
): boolean {
  const [left, right] = [primary, candidate].map(
    (value) => canonicalSet('vary', value ?? '') ?? '',
  );
  if (left === right) return true;
  const theirs = canonicalContentEncoding(codings.candidate ?? '');
  if (canonicalContentEncoding(codings.primary ?? '') === theirs) return false;
  const [ours, other] = [left, right].map((set) => splitList(set ?? ''));
  if (theirs !== '' && ours?.includes(own) === true && other?.includes(own) !== true) return false;
  return withoutOwn(ours ?? []) === withoutOwn(other ?? []);
}

const own = 'accept-encoding';

function withoutOwn(names: readonly string[]): string {
  return names.filter((name) => name !== own).join(', ');
}

/** RFC 9110, section 12.5.3: a client that sends no such field accepts any coding. */
function accepts(accepted: string | null, coding: string): boolean {
  if (accepted === null) return true;
  const weights = new Map(
    splitList(accepted).map((element) => {
      const [name = '', ...parameters] = element.toLowerCase().split(';');
      const weight = parameters.map((one) => one.trim()).find((one) => one.startsWith('q='));
      return [canonicalContentEncoding(name), weight === undefined ? 1 : Number(weight.slice(2))];
    }),
  );
  return (weights.get(coding) ?? weights.get('*') ?? 0) > 0;
}
