import { isGrant, looksLikeGrant } from '../../compare/redaction/oauth.ts';
import { isSecretName } from '../../vocabulary/secret-names.ts';
import { isPlainWords } from './plain-words.ts';

/** The value of a member, a field or a parameter. */
export interface NamedValue {
  readonly text: string;
  /** It is a number in JSON. */
  readonly isNumber: boolean;
}

/** Whether a value is a secret because of its name. Without a value: whether any value of this name may be. */
export type IsSecret = (name: string, value?: NamedValue) => boolean;

/** Everywhere but in a login. */
export const isSecretMember: IsSecret = (name, value) =>
  isSecretName(name) && !(value !== undefined && isOpen(name, value));

/** In a request of a login, a `code` is a secret; elsewhere it is an ordinary word. */
export const isSecretOfLogin: IsSecret = (name, value) =>
  isGrant(name) || isSecretMember(name, value);

/** In the answer, it may also be a status or the name of an error. */
export const isSecretOfLoginAnswer: IsSecret = (name, value) =>
  isGrant(name) ? value === undefined || !isStatus(name, value) : isSecretMember(name, value);

/** These names often mark a count or a position, as in `{"pass": 10, "fail": 2}`. */
const countName = /^(?:auth|keys?|pan|pass|session|sig)$/i;
/** A short number gives no access; a longer one may be that of a session or a card. */
const shortNumber = /^-?[\d.]{1,7}$/;
/** `?key=theme` may name a setting, and is needed to get the same answer. */
const keyName = /^keys?$/i;
const statusName = /^(?:code|ticket)$/i;

function isOpen(name: string, { text, isNumber }: NamedValue): boolean {
  if (isNumber) return countName.test(name) && shortNumber.test(text);
  return keyName.test(name) && isPlainWords(text);
}

function isStatus(name: string, { text, isNumber }: NamedValue): boolean {
  if (!statusName.test(name)) return false;
  return isNumber ? shortNumber.test(text) : !looksLikeGrant(text);
}
