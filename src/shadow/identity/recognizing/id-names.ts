import { looksMinted } from '../../../vocabulary/identifier.ts';
import { isQuantityName, singular, wordsOf } from '../../../vocabulary/value-names.ts';
import { forgetFirst } from '../../forget-first.ts';

/** The meaning of the name of a member, parameter or header for its values. */
export interface NameSense {
  /**
   * `id`: identities. `perhaps`: identities if they look minted, as keys and codes do.
   * `time`: times and durations. `never`: amounts, digests and words. `other`: anything.
   */
  readonly role: 'id' | 'perhaps' | 'time' | 'never' | 'other';
  /**
   * The kind of thing that it identifies, in the singular; empty if the surrounding object gives it. A name
   * with the role `other` may be the kind itself: a `team`.
   */
  readonly kind: string;
  /** The value changes each time the thing changes or is requested. */
  readonly changes: boolean;
  /** It is the revision of a thing, which a change must name. */
  readonly isRevision?: boolean;
  /** It marks the thing after which a page of a list begins, often by the thing's own identity. */
  readonly isCursor?: boolean;
  /** It is a readable name: `how-to-train`. */
  readonly isSlug?: boolean;
  /** It is the shown part of a secret: its first or last characters. */
  readonly isPart?: boolean;
  /** The name itself was minted, as in an object that is a map by ids. */
  readonly isMinted?: boolean;
}

const plainIds = wordSet('id ids uuid uuids guid guids uid uids pk oid oids');
/** Words that do not name the kind: `objectId` is the id of the object that contains it. */
const saysNothingOfKind = wordSet('object');
const callNames = wordSet('slug slugs handle handles');
const tokens = wordSet('token tokens session sessions secret secrets sid jti ticket');
const changing = wordSet('cursor cursors next previous prev after before continuation checkpoint');
const revisions = wordSet('etag rev revision');
/** Words that may also mean the release of a program. */
const perhapsRevisions = wordSet('version');
/** Those of the words above, and names of tokens, that mark where a page of a list begins. */
const cursors = wordSet('cursor next previous prev after before continuation');
const pageTokens = wordSet('page next continuation');
/** `since_id`: identifies a thing in the requested list. */
const positions = wordSet(
  'since after before max min from until starting ending start end first last',
);
const perhapsIds = wordSet('key keys code codes ref refs reference no number location verifier');
const parts = wordSet('prefix suffix preview masked hint');
const times = wordSet(`
  at on time times date dates timestamp timestamps created updated modified expires expiry expiration
  iat exp nbf ms millis seconds secs minutes hours duration latency elapsed uptime age
`);
const never = wordSet(`
  hash hashes sha digest checksum signature fingerprint md crc type kind name title
  description message text content prompt status state reason error model currency email password
`);

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}

/** Bodies are hostile, and may have any number of names. */
const sensesMax = 10_000;
const rememberedCharsMax = 64;
const senses = new Map<string, NameSense>();

/** Reads the sense of a name by its last words; `_`, `-` and letter case make no difference. */
export function senseOf(name: string): NameSense {
  const known = senses.get(name);
  if (known !== undefined) return known;
  const sense = { ...readSense(name), isMinted: looksMinted(name) };
  if (name.length <= rememberedCharsMax) senses.set(name, sense);
  forgetFirst(senses, sensesMax);
  return sense;
}

function readSense(name: string): NameSense {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  const before = singular(words.slice(0, -1).join(''));
  if (plainIds.has(last)) {
    const isPosition = words.length > 1 && words.slice(0, -1).every((word) => positions.has(word));
    const saysNothing = isPosition || saysNothingOfKind.has(before);
    return { role: 'id', kind: saysNothing ? '' : before, changes: false };
  }
  if (callNames.has(last)) return { role: 'id', kind: before, changes: false, isSlug: true };
  if (changing.has(last)) {
    return { role: 'id', kind: last, changes: true, isCursor: cursors.has(last) };
  }
  if (revisions.has(last)) return { role: 'id', kind: last, changes: true, isRevision: true };
  if (perhapsRevisions.has(last)) {
    return { role: 'perhaps', kind: last, changes: true, isRevision: true };
  }
  if (tokens.has(last) && !isCount(words)) {
    const isCursor = pageTokens.has(words.at(-2) ?? '');
    return { role: 'id', kind: last, changes: false, isCursor };
  }
  if (perhapsIds.has(last)) {
    return { role: 'perhaps', kind: singular(words.join('')), changes: false };
  }
  if (parts.has(last)) {
    return { role: 'other', kind: words.join(''), changes: false, isPart: true };
  }
  if (times.has(last)) return { role: 'time', kind: '', changes: false };
  if (never.has(last) || isQuantityName(name)) return { role: 'never', kind: '', changes: false };
  return { role: 'other', kind: singular(words.join('')), changes: false };
}

/** `max_tokens`, `completionTokens`: a plural of tokens is an amount, unless the value is a list. */
function isCount(words: readonly string[]): boolean {
  return words.at(-1) === 'tokens';
}

/** Names of members that say nothing about their content. */
const wrappers = wordSet(`
  items item data result results row rows list lists entry entries record records object objects
  content payload response page pages value values body nodes node edges edge members elements hits
`);

const kinds = new Map<string, string | null>();

/** The kind of the things under this name; null if the name is meaningless. */
export function kindUnder(name: string): string | null {
  const known = kinds.get(name);
  if (known !== undefined) return known;
  const kind = readKind(name);
  if (name.length <= rememberedCharsMax) kinds.set(name, kind);
  forgetFirst(kinds, sensesMax);
  return kind;
}

/**
 * The kind that the member names of a map identify: keys in `keys`, `costsByKey` and `costsByKeyId`; null in
 * `costsById` and in a whole document, whose surroundings name the kind.
 */
export function kindOfNames(name: string): string | null {
  const words = wordsOf(name);
  if (words.length === 0) return null;
  const named = words.slice(words.findLastIndex((word) => word === 'by' || word === 'per') + 1);
  if (!plainIds.has(named.at(-1) ?? '')) return singular(named.join(''));
  return named.length === 1 ? null : singular(named.slice(0, -1).join(''));
}

function readKind(name: string): string | null {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined || wrappers.has(last)) return null;
  return singular(words.join(''));
}
