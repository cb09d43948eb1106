import type { ReadText, ReshapedDocument } from '../../config/reshape-document.ts';
import { parseJson } from '../../vocabulary/parse-json.ts';
import { countMembers } from '../../vocabulary/count-members.ts';
import { parseExactly, parseLexically } from '../../vocabulary/exact-number.ts';
import type { JsonRules } from '../rules/rule-book.ts';
import type { JsonDocument } from './open-body.ts';

/** Two documents in the shape in which they are compared. */
export interface ShapedPair {
  readonly primary: unknown;
  /** With primary's member names and the candidate's own identities. */
  readonly candidate: unknown;
  /** The number of members in all its objects; larger than in the parsed value if names are repeated. */
  readonly primaryMembers: number;
  readonly candidateMembers: number;
  /** The changes by rules; null if there are no such rules. */
  readonly reshaped: {
    readonly primary: ReshapedDocument;
    readonly candidate: ReshapedDocument;
  } | null;
}

/** Gives two documents the shape in which they are compared. */
export function shapePair(
  rules: Pick<JsonRules, 'lexical' | 'shape'>,
  primary: JsonDocument,
  candidate: JsonDocument,
): ShapedPair {
  const valueOf = ({ text, value }: JsonDocument): unknown =>
    rules.lexical ? parseLexically(text) : value;
  const [left, right] = [valueOf(primary), valueOf(candidate)];
  const { members: primaryMembers } = primary;
  const { members: candidateMembers } = candidate;
  const reshaped = reshapedPair(rules, left, right, rules.lexical ? readLexically : readExactly);
  if (reshaped === null) {
    return { primary: left, candidate: right, primaryMembers, candidateMembers, reshaped };
  }
  return {
    primary: reshaped.primary.value,
    candidate: reshaped.candidate.value,
    primaryMembers: primaryMembers + reshaped.primary.membersAdded,
    candidateMembers: candidateMembers + reshaped.candidate.membersAdded,
    reshaped,
  };
}

/** The same with plain numbers, as filters compare numbers and cannot use marked strings. */
export function plainPair(
  rules: Pick<JsonRules, 'shape'>,
  primary: JsonDocument,
  candidate: JsonDocument,
): readonly [primary: unknown, candidate: unknown] {
  const [left, right] = [plainOf(primary), plainOf(candidate)];
  const reshaped = reshapedPair(rules, left, right, readPlainly);
  return reshaped === null ? [left, right] : [reshaped.primary.value, reshaped.candidate.value];
}

function plainOf({ marked, text, value }: JsonDocument): unknown {
  return marked ? parseJson(text) : value;
}

function reshapedPair(
  { shape }: Pick<JsonRules, 'shape'>,
  left: unknown,
  right: unknown,
  readText: ReadText,
): ShapedPair['reshaped'] {
  if (shape === null) return null;
  const primary = shape.reshaper.ofPrimary(left, readText);
  return { primary, candidate: shape.reshaper.ofCandidate(primary.value, right, readText) };
}

const readExactly = readWith((_, value) => value);
const readLexically = readWith((text) => parseLexically(text));
const readPlainly = readWith((text) => parseJson(text));

/** Text with repeated names stays a text; otherwise the overwritten members would not be compared. */
function readWith(valueOf: (text: string, exact: unknown) => unknown): ReadText {
  return (text) => {
    try {
      const { value, members } = parseExactly(text, Buffer.from(text));
      return countMembers(value) === members ? { value: valueOf(text, value), members } : null;
    } catch {
      return null;
    }
  };
}
