import type { Difference } from '../vocabulary/difference.ts';
import { canonicalContentType } from './media-type.ts';
import { excerptOfText } from './redaction/excerpt.ts';
import type { Redactor } from './redaction/redactor.ts';
import { isSecretName } from './redaction/secret-names.ts';
import { repeatedFieldSeparator } from './response-head.ts';

/** Whether two values of a field mean the same; null stands for an absent field. */
export function isSameField(
  name: string,
  primary: string | null,
  candidate: string | null,
): boolean {
  if (primary === candidate) return true;
  if (primary === null || candidate === null) return false;
  if (name === 'content-type') {
    return canonicalContentType(primary) === canonicalContentType(candidate);
  }
  if (name === 'content-encoding') return primary.toLowerCase() === candidate.toLowerCase();
  return false;
}

/** @param name in lower case */
export function describeHeader(
  redactor: Redactor,
  name: string,
  primary: string | null,
  candidate: string | null,
): Difference {
  const show = (value: string | null): string | null => {
    if (value === null) return null;
    if (isSecretName(name)) return redactor.hidden(value);
    return excerptOfText(redactor, value.replaceAll(repeatedFieldSeparator, ', '));
  };
  return {
    aspect: 'header',
    kind: primary === null ? 'added' : candidate === null ? 'removed' : 'changed',
    path: name,
    template: name,
    primary: show(primary),
    candidate: show(candidate),
  };
}
