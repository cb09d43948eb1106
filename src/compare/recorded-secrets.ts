import { exactNumberText } from '../vocabulary/exact-number.ts';
import {
  isSecretPlaceholder,
  mayHavePlaceholder,
  placeholdersInText,
} from '../vocabulary/secret-placeholder.ts';
import type { Found, WalkVisitor } from './json/walk.ts';

/** The secrets of a recorded answer: it has placeholders for them, so they cannot be compared. */
export interface RecordedSecrets {
  /** Whether primary's value is a placeholder, and the candidate's may be what it stands for. */
  isSameValue(primary: unknown, candidate: unknown): boolean;
  /** Whether two texts are equal, except for tokens that may be what primary's placeholders stand for. */
  isSameText(primary: string, candidate: string): boolean;
  /** How many values were equal only because of that. */
  readonly notCompared: number;
}

export function createRecordedSecrets(): RecordedSecrets {
  let notCompared = 0;

  function isSameText(primary: string, candidate: string): boolean {
    const filled = placeholdersFilled(primary, candidate);
    notCompared += filled ?? 0;
    return filled !== null;
  }

  return {
    get notCompared() {
      return notCompared;
    },
    isSameText,
    isSameValue(primary, candidate) {
      if (typeof primary === 'number') {
        if (!isSecretPlaceholder(String(primary)) || !isNumber(candidate)) return false;
      } else if (typeof primary !== 'string' || typeof candidate !== 'string') {
        return false;
      } else if (!isSecretPlaceholder(primary)) {
        return isSameText(primary, candidate);
      } else if (candidate === '' || isNumber(candidate)) {
        return false;
      }
      notCompared += 1;
      return true;
    },
  };
}

/** A visitor that passes on differences, except those of values that were not recorded. */
export function judgeRecordedSecrets(secrets: RecordedSecrets, visitor: WalkVisitor): WalkVisitor {
  const isSame = ({ kind, primary, candidate }: Found): boolean =>
    kind === 'changed' && secrets.isSameValue(primary, candidate);
  return { ...visitor, differ: (found) => isSame(found) || visitor.differ(found) };
}

function isNumber(value: unknown): boolean {
  return (
    typeof value === 'number' || (typeof value === 'string' && exactNumberText(value) !== null)
  );
}

/** A secret in a text ends where a token does, so that a placeholder does not explain other words. */
const token = /^[^\s"'<>&]{1,4096}$/;

/**
 * Reads a text as primary's, with a token for each placeholder. Linear in the texts: each token is as short as
 * possible.
 *
 * @returns the number of placeholders; null if something else differs, or there are none
 */
function placeholdersFilled(primary: string, candidate: string): number | null {
  if (!mayHavePlaceholder(primary)) return null;
  const [first = '', ...rest] = primary.split(placeholdersInText);
  if (rest.length === 0 || !candidate.startsWith(first)) return null;
  let at = first.length;
  for (const [index, words] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const end = isLast ? lastIndexOf(candidate, words) : candidate.indexOf(words, at + 1);
    if (end <= at || !token.test(candidate.slice(at, end))) return null;
    at = end + words.length;
  }
  return rest.length;
}

/** Where the end of a text begins; -1 if it ends otherwise. */
function lastIndexOf(text: string, end: string): number {
  return text.endsWith(end) ? text.length - end.length : -1;
}
