import type { Difference } from '../../vocabulary/difference.ts';
import { looksMinted } from '../../vocabulary/identifier.ts';
import type { DifferenceList } from '../difference-list.ts';
import { textInPrimaryTerms } from '../identities/identity-spans.ts';
import { relateScalars } from '../identities/same-scalar.ts';
import type { TextRelation } from '../identities/same-text.ts';
import { isSameContentType } from '../media-type.ts';
import { excerptOfKey, excerptOfText } from '../redaction/excerpt.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { isSecretName } from '../../vocabulary/secret-names.ts';
import { repeatedFieldSeparator } from '../response-head.ts';
import { distanceBetween } from '../shape/distance.ts';
import { natureOf } from '../shape/nature.ts';
import { shapeChange } from '../shape/shape-change.ts';
import { canonicalField } from './canonical-field.ts';
import { isSameCoding, isSameVary } from './content-coding.ts';
import { isCountdown, isSameCountdown } from './countdown-field.ts';
import { type FieldRules, isIgnored } from './field-rules.ts';
import type { HeaderContext } from './header-context.ts';
import { isSameLinks } from './link-field.ts';
import { isSameLocation } from './location-field.ts';
import { isSameTime, isTimeField } from './time-field.ts';
import { attributesText, compareCookies, type CookieDifference } from './set-cookie-field.ts';

/** Two values of one field; null stands for an absent field. */
export interface FieldPair {
  readonly rules: FieldRules;
  readonly primary: string | null;
  readonly candidate: string | null;
}

/** Compares a field by its meaning, and lists the difference. */
export function compareField(
  redactor: Redactor,
  pair: FieldPair,
  context: HeaderContext,
  list: DifferenceList,
): void {
  const { rules, primary, candidate } = pair;
  if (primary === candidate) return;
  if (rules.name === 'set-cookie') {
    for (const cookie of compareCookies(primary, candidate, context, rules.ignoresCase)) {
      if (!isRuledOut(rules, cookie.primary?.line ?? null, cookie.candidate?.line ?? null)) {
        list.add(cookieTemplate(redactor, cookie), () => describeCookie(redactor, cookie));
      }
    }
    return;
  }
  const relation = relateFields(pair, context);
  if (relation === 'same') return;
  list.add(rules.label, () => describeField(redactor, pair, relation === 'identity'));
}

function relateFields(
  { rules, primary, candidate }: FieldPair,
  context: HeaderContext,
): TextRelation {
  const { name, ignoresCase } = rules;
  // Their absence has a meaning: the content is not encoded, and does not vary.
  const { codings } = context;
  if (name === 'content-encoding' && isSameCoding(primary, candidate, codings.accepted)) {
    return 'same';
  }
  if (name === 'vary' && isSameVary(primary, candidate, codings)) return 'same';
  if (primary === null || candidate === null) return 'different';
  if (isRuledOut(rules, primary, candidate)) return 'same';
  if (isSameValue(name, primary, candidate, context)) return 'same';
  if (ignoresCase && isSameInLowerCase(name, primary, candidate, context)) return 'same';
  // A cookie's lifetime is compared with the cookie.
  if (context.clocks?.isSameText(primary, candidate, name) === true) return 'same';
  const { identities, secrets } = context;
  if (secrets?.isSameValue(primary, candidate) === true) return 'same';
  if (identities === null) return 'different';
  const relation = relateScalars(identities, primary, candidate, name);
  if (relation === 'same') return relation;
  // The host or the order of a list may differ, too.
  const translated = textInPrimaryTerms(identities, candidate);
  return isSameValue(name, primary, translated, context) ? 'same' : relation;
}

function isSameInLowerCase(
  name: string,
  primary: string,
  candidate: string,
  context: HeaderContext,
): boolean {
  const [left, right] = [primary.toLowerCase(), candidate.toLowerCase()];
  return left === right || isSameValue(name, left, right, context);
}

/** A field that only one side has is always a difference. */
function isRuledOut(rules: FieldRules, primary: string | null, candidate: string | null): boolean {
  return primary !== null && candidate !== null && isIgnored(rules, primary, candidate);
}

function isSameValue(
  name: string,
  primary: string,
  candidate: string,
  context: HeaderContext,
): boolean {
  switch (name) {
    case 'content-type':
      return isSameContentType(primary, candidate, context.textsCompared);
    case 'location':
    case 'content-location':
      return isSameLocation(primary, candidate, context);
    case 'link':
      return isSameLinks(primary, candidate, context);
    default: {
      if (isTimeField(name)) return isSameTime(primary, candidate);
      if (isCountdown(name)) return isSameCountdown(primary, candidate);
      const spelling = canonicalField(name, primary);
      return spelling !== null && spelling === canonicalField(name, candidate);
    }
  }
}

function describeField(
  redactor: Redactor,
  { rules, primary, candidate }: FieldPair,
  isIdentity: boolean,
): Difference {
  const { name, label } = rules;
  const show = (value: string | null): string | null => {
    if (value === null) return null;
    if (isSecretName(name)) return redactor.hidden(value);
    return excerptOfText(redactor, value.replaceAll(repeatedFieldSeparator, ', '));
  };
  const isShown =
    !isIdentity &&
    !isSecretName(name) &&
    [primary, candidate].every((value) => value === null || !redactor.hasSecrets(value));
  return {
    aspect: 'header',
    kind: isIdentity ? 'identity' : kindOf(primary, candidate),
    path: label,
    template: label,
    primary: show(primary),
    candidate: show(candidate),
    shape: isIdentity ? null : textChange(primary, candidate),
    distance: isShown ? distanceBetween(primary, candidate) : null,
    nature: primary === null || candidate === null ? null : natureOf(primary, candidate),
  };
}

function cookieValue(cookie: CookieDifference['primary']): string | null {
  return cookie === null ? null : (cookie.value ?? '');
}

/** Null also if only one side has the field or the cookie: its value is a text in any case. */
function textChange(primary: string | null, candidate: string | null): string | null {
  return primary === null || candidate === null ? null : shapeChange(primary, candidate);
}

function describeCookie(redactor: Redactor, cookie: CookieDifference): Difference {
  const { name, primary, candidate } = cookie;
  const show = (set: CookieDifference['primary']): string | null => {
    if (set === null) return null;
    const value = set.value ?? '';
    const shown = value === '' ? '' : redactor.hidden(value);
    return `${excerptOfKey(redactor, name)}=${shown}${excerptOfText(redactor, attributesText(set))}`;
  };
  return {
    aspect: 'header',
    kind: cookie.isIdentity ? 'identity' : kindOf(primary, candidate),
    path: `set-cookie[${excerptOfKey(redactor, name)}]`,
    template: cookieTemplate(redactor, cookie),
    primary: show(primary),
    candidate: show(candidate),
    shape: cookie.isIdentity ? null : textChange(cookieValue(primary), cookieValue(candidate)),
    distance: null,
    nature: natureOf(cookieValue(primary), cookieValue(candidate)),
  };
}

/** A cookie may be named after a session or a user, so such a name is not used for counting. */
function cookieTemplate(redactor: Redactor, { name }: CookieDifference): string {
  return `set-cookie[${looksMinted(name) ? '*' : excerptOfKey(redactor, name)}]`;
}

function kindOf(primary: unknown, candidate: unknown): Difference['kind'] {
  if (primary === null) return 'added';
  return candidate === null ? 'removed' : 'changed';
}
