import { percentDecoded } from '../../vocabulary/percent-decoded.ts';
import { isNumber, type KnownIdentities } from './known-identities.ts';
import { isIdName, isQuantityName } from '../../vocabulary/value-names.ts';
import { compositeTokens, type TextAt } from './composite-tokens.ts';

/** How two texts relate after the identities in them are looked up. */
export type TextRelation =
  | 'same' // each token is the other side's word for the same thing
  | 'identity' // the only differences are identities that are known to belong to other ones
  | 'different';

/** The end of a token, and its largest length. */
interface Boundary {
  readonly pattern: RegExp;
  readonly charsMax: number;
}

const narrow: Boundary = { pattern: /[^A-Za-z0-9_-]/, charsMax: 512 };
/** An id may contain a point or a colon, as JWTs do. */
const wide: Boundary = { pattern: /[^A-Za-z0-9_.~%+=:|@-]/, charsMax: 4096 };
const widest: Boundary = { pattern: /[\s"'<>]/, charsMax: 512 };

/** Before and after a token; short tokens come first, so that most texts are examined once. */
const boundaries: readonly (readonly [before: Boundary, after: Boundary])[] = [
  [narrow, narrow],
  [narrow, wide],
  [wide, narrow],
  [wide, wide],
  [narrow, widest],
  [wide, widest],
  [widest, narrow],
  [widest, wide],
  [widest, widest],
];

/** With more differences, contradictions are not looked for. */
const contradictionsMax = 50;
/** Searching this many tokens within words takes about ten milliseconds. */
const compositesMax = 5_000;

/**
 * Compares two texts in which identities are surrounded by other words, as in a URL or a message. Only whole
 * tokens are looked up, never a part of one. Linear in the texts.
 */
export function relateTexts(
  identities: KnownIdentities,
  primary: string,
  candidate: string,
): TextRelation {
  let contradictions = 0;
  let composites = 0;
  let [left, right] = [0, 0];
  for (;;) {
    const start = left;
    while (left < primary.length && primary.charCodeAt(left) === candidate.charCodeAt(right)) {
      left += 1;
      right += 1;
    }
    if (left === primary.length && right === candidate.length) {
      return contradictions === 0 ? 'same' : 'identity';
    }
    const step = relateTokens(identities, [primary, left], [candidate, right], left - start);
    if (step === null) return 'different';
    if (step.relation === 'identity') contradictions += 1;
    if (step.isComposite) composites += 1;
    if (composites > compositesMax) return 'different';
    if (contradictions === contradictionsMax) return 'identity';
    left = step.leftEnd;
    right = step.rightEnd;
  }
}

interface TokenStep {
  readonly relation: 'same' | 'identity';
  /** It is a part of a longer word. */
  readonly isComposite: boolean;
  readonly leftEnd: number;
  readonly rightEnd: number;
}

/**
 * The tokens around the places where two texts begin to differ.
 *
 * @param common how many characters before them are the same and not part of an earlier token
 */
function relateTokens(
  identities: KnownIdentities,
  [primary, left]: TextAt,
  [candidate, right]: TextAt,
  common: number,
): TokenStep | null {
  let contradiction: TokenStep | null = null;
  for (const [before, after] of boundaries) {
    const back = charsBefore(primary, left, common, before);
    const leftEnd = tokenEnd(primary, left, after);
    const rightEnd = tokenEnd(candidate, right, after);
    const ours = primary.slice(left - back, leftEnd);
    const theirs = candidate.slice(right - back, rightEnd);
    if (ours === theirs) continue;
    if (isPair(identities, ours, theirs)) {
      const areNumbers = isNumber(ours) && isNumber(theirs);
      const isAllowed =
        !areNumbers ||
        (isBareNumber(primary, left - back, leftEnd) &&
          isBareNumber(candidate, right - back, rightEnd));
      if (isAllowed) return { relation: 'same', isComposite: false, leftEnd, rightEnd };
    } else if (isContradiction(identities, ours, theirs)) {
      contradiction ??= { relation: 'identity', isComposite: false, leftEnd, rightEnd };
    }
  }
  const within = compositeTokens(identities, [primary, left], [candidate, right], common);
  if (within === null) return contradiction;
  const { isPair: areSame, leftEnd, rightEnd } = within;
  if (areSame) return { relation: 'same', isComposite: true, leftEnd, rightEnd };
  return contradiction ?? { relation: 'identity', isComposite: true, leftEnd, rightEnd };
}

function isPair(identities: KnownIdentities, ours: string, theirs: string): boolean {
  if (identities.isPair(ours, theirs)) return true;
  const [left, right] = [percentDecoded(ours), percentDecoded(theirs)];
  return (left !== ours || right !== theirs) && identities.isPair(left, right);
}

/** Numbers occur in any text, so a number that is an id elsewhere means nothing here. */
function isContradiction(identities: KnownIdentities, ours: string, theirs: string): boolean {
  return !(isNumber(ours) && isNumber(theirs)) && identities.contradicts(ours, theirs);
}

function charsBefore(
  text: string,
  at: number,
  common: number,
  { pattern, charsMax }: Boundary,
): number {
  const most = Math.min(common, charsMax);
  let back = 0;
  while (back < most && !pattern.test(text.charAt(at - back - 1))) back += 1;
  return back;
}

function tokenEnd(text: string, at: number, { pattern, charsMax }: Boundary): number {
  const most = Math.min(text.length, at + charsMax);
  let end = at;
  while (end < most && !pattern.test(text.charAt(end))) end += 1;
  return end;
}

/** A separate number, as in a path or after a word, and not in an amount or a time. */
function isBareNumber(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - wordCharsMax), start);
  const after = text.slice(end, end + 2);
  if (before.endsWith('/') && closesSegment.test(after)) return true;
  if (!closesNumber.test(after)) return false;
  return isListOfIds(before) || (opensNumber.test(before) && !isAmount(before));
}

const wordCharsMax = 64;
const opensNumber = /(?:^|[/=#"'(\s]|[A-Za-z"\\]:|=eq\.|\.eq\.)$/;
const closesNumber = /^(?:$|[/?&#"')\s,;|}\\\]]|\.(?:$|\s))/;
/** `/things/7.json` and `/things/7:archive`. */
const closesSegment = /^[.:][A-Za-z]/;

/** `limit=7`, `page 7`: the name before the number marks it as an amount. */
function isAmount(before: string): boolean {
  const word = /([A-Za-z_-]+)["'\\]*(?:[=:\s]["'\s]?|[=.]eq\.)$/.exec(before)?.[1];
  return word !== undefined && isQuantityName(word);
}

/** `ids=7,8`, `"ids":[7,8]` and `id=in.(7,8)`: the name before the list marks it as a list of ids. */
function isListOfIds(before: string): boolean {
  const list = /(?:[[(]|[[(=]?(?:\d{1,19}[,|;] ?)+)$/.exec(before);
  if (list === null) return false;
  const prior = before.slice(0, list.index);
  if (prior.endsWith('/')) return true;
  const name = /([A-Za-z_-]+)["'\\]*[=:]? ?(?:in\.|\.in\.)?$/.exec(prior)?.[1];
  return name !== undefined && isIdName(name);
}
